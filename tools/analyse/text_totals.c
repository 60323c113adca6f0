/* SPDX-License-Identifier: MIT */
/* Totals by place in words, where nothing was told of single objects. */
#include <inttypes.h>

#include "text_words.h"

enum { TOTALS_SHOWN = 10 };

static void place_line(FILE *file, const struct process *process, const struct summary_place *place,
                       const struct colours *colours)
{
    char text[SITE_TEXT_BYTES];
    site_text(&process->sites, place->key.site, text, sizeof(text));
    fprintf(file, "%s%12s%12s", summary_grows(place) ? colours->warning : "", words_grouped(place->last.births).text,
            words_grouped(place->last.deaths).text);
    fprintf(file, "%12s%12s", words_grouped(summary_live(place)).text, words_size(place->last.live_bytes).text);
    fprintf(file, "%12s", words_size(place->last.peak_bytes).text);
    fprintf(file, "  %s%s%s%s made at %s%s%s\n",
            place->key.kind == TL_KIND_UNKNOWN ? "objects" : kind_name(place->key.kind),
            place->key.name[0] ? " \"" : "", place->key.name, place->key.name[0] ? "\"" : "", text,
            summary_grows(place) ? ": GROWS" : "", colours->off);
}

void text_totals(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct summaries *summaries = &process->summaries;
    if (summaries->seconds == 0) {
        return;
    }
    fprintf(file, "\n%sTotals by place,%s told every %" PRIu32 " s:%s\n", colours->strong, colours->off,
            summaries->seconds, summaries->places.count == 0 ? " none, until the trace ends" : "");
    if (summaries->places.count == 0) {
        return;
    }
    fprintf(file, "%12s%12s%12s%12s%12s\n", "made", "ended", "alive", "bytes", "peak");
    for (size_t i = 0; i < summaries->places.count && i < TOTALS_SHOWN; i++) {
        place_line(file, process, summaries->places.entries[i], colours);
    }
    if (summaries->places.count > TOTALS_SHOWN) {
        fprintf(file, "   ... and %zu more\n", summaries->places.count - TOTALS_SHOWN);
    }
}
