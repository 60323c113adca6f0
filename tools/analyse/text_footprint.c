/* SPDX-License-Identifier: MIT */
/* What the process's memory is made of, in words. */

#include "text_words.h"

/* "+1.5 KiB" */
static struct words_text growth_words(int64_t growth)
{
    struct words_text words;
    const char *sign = growth < 0 ? "-" : growth > 0 ? "+" : "";
    snprintf(words.text, sizeof(words.text), "%s%.40s", sign,
             words_size((uint64_t)(growth < 0 ? -growth : growth)).text);
    return words;
}

static void line(FILE *file, const char *words, uint64_t first, uint64_t peak, uint64_t last)
{
    if (first > 0 || peak > 0 || last > 0) {
        fprintf(file, "   %-34s%14s%14s%14s\n", words, words_size(peak).text, words_size(last).text,
                growth_words((int64_t)(last - first)).text);
    }
}

void text_footprint(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct footprint *footprint = &process->footprint;
    const struct footprint_sample *first = &footprint->first;
    const struct footprint_sample *peak = &footprint->peak;
    const struct footprint_sample *last = &footprint->last;
    if (footprint->count == 0) {
        return;
    }
    fprintf(file, "\n%sMemory:%s %s resident at the peak, after %s", colours->strong, colours->off,
            words_size(peak->resident).text, words_time(peak->time_ns - process->first_ns).text);
    fprintf(file, " (of %s look%s)\n", words_grouped(footprint->count).text, words_plural(footprint->count));
    fprintf(file, "   %-34s%14s%14s%14s\n", "", "at the peak", "at the end", "since start");
    line(file, "resident", first->resident, peak->resident, last->resident);
    line(file, "swapped out", first->swapped, peak->swapped, last->swapped);
    for (unsigned part = 0; part < FOOTPRINT_PARTS; part++) {
        const bool with_tls = part == FOOTPRINT_MALLOC && process->past.summed;
        line(file, with_tls ? "blocks of malloc, TL's among them" : footprint_parts[part].words, first->parts[part],
             peak->parts[part], last->parts[part]);
    }
    line(file, "less: never touched", first->absent, peak->absent, last->absent);
    if (!last->counted) {
        fprintf(file, "   %smalloc here is not glibc's and was not asked: its blocks are in \"none of these\".%s\n",
                colours->warning, colours->off);
    }
}
