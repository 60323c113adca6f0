/* SPDX-License-Identifier: MIT */
/* Words of findings: what grows, in a scope, by iterations, or outside TL. */
#include "finding_words.h"
#include "text_words.h"

void finding_scope_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[PLACE_WORDS_BYTES];
    if (finding->around == 0) {
        fputs("the global scope", out);
        return;
    }
    site_text(&process->sites, finding->around, text, sizeof(text));
    fprintf(out, "the scope entered at %s", text);
}

/* What the iterations of a loop keep, of each where that comes out even. */
void finding_growth_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char place[PLACE_WORDS_BYTES];
    const uint64_t each = (uint64_t)finding->objects_per_iteration;
    if (finding->loop == 0) {
        return;
    }
    const char *turns = place_recurs(&process->sites, finding->loop) ? "calls that entered the scope"
                                                                     : "iterations of the scope entered";
    site_text(&process->sites, finding->loop, place, sizeof(place));
    const struct words_text all = words_grouped(finding->iterations);
    if (finding_is_sample(finding, process)) {
        fprintf(out, " Those seen are of %s of the %s %s at %s.", words_grouped(finding->iterations_keeping).text,
                all.text, turns, place);
        return;
    }
    if (each < 1 || (double)each != finding->objects_per_iteration) {
        fprintf(out, " %s of the %s %s at %s keep some.", words_grouped(finding->iterations_keeping).text, all.text,
                turns, place);
        return;
    }
    fprintf(out, " Each of the %s %s at %s keeps %s ", all.text, turns, place, words_grouped(each).text);
    finding_kind_write(out, finding->kind, each);
    if (finding->bytes_per_iteration > 0) {
        fprintf(out, " (%s%s%s)", finding->size_unknown > 0 ? "at least " : "",
                words_rate(finding->bytes_per_iteration).text, finding->inside > 0 ? ", without what is in it" : "");
    }
    fputc('.', out);
}

/* How the process grew, but not TL in it. */
void finding_outside_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    const struct footprint_sample *to = &process->footprint.peak;
    const int64_t counted = footprint_growth_counted(from, to);
    fprintf(out, "From %s to %s after the start the process's memory grew by %s outside TL",
            words_time(from->time_ns - process->first_ns).text, words_time(to->time_ns - process->first_ns).text,
            words_size(finding->bytes).text);
    fprintf(out, " while TL's live objects, pool and slot buffers %s by %s", counted < 0 ? "shrank" : "grew",
            words_size((uint64_t)(counted < 0 ? -counted : counted)).text);
}

void finding_part_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    const enum footprint_part part = footprint_main_part(from, &process->footprint.peak);
    const int64_t growth = footprint_growth(from, &process->footprint.peak, part);
    fputs(words_size((uint64_t)growth).text, out);
    (void)finding;
}
