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
    char keeping[AMOUNT_BYTES];
    char all[AMOUNT_BYTES];
    const uint64_t each = (uint64_t)finding->objects_per_iteration;
    if (finding->loop == 0) {
        return;
    }
    const char *turns = place_recurs(&process->sites, finding->loop) ? "calls that entered the scope"
                                                                     : "iterations of the scope entered";
    site_text(&process->sites, finding->loop, place, sizeof(place));
    words_number(finding->iterations, all);
    if (finding_is_sample(finding, process)) {
        fprintf(out, " Those seen are of %s of the %s %s at %s.", words_number(finding->iterations_keeping, keeping),
                all, turns, place);
        return;
    }
    if (each < 1 || (double)each != finding->objects_per_iteration) {
        fprintf(out, " %s of the %s %s at %s keep some.", words_number(finding->iterations_keeping, keeping), all,
                turns, place);
        return;
    }
    fprintf(out, " Each of the %s %s at %s keeps %s ", all, turns, place, words_number(each, keeping));
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
    char from_text[AMOUNT_BYTES];
    char to_text[AMOUNT_BYTES];
    char counted_text[AMOUNT_BYTES];
    char outside_text[AMOUNT_BYTES];
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    const struct footprint_sample *to = &process->footprint.peak;
    const int64_t counted = footprint_growth_counted(from, to);
    fprintf(out, "From %s to %s after the start the process's memory grew by %s outside TL",
            words_time(from->time_ns - process->first_ns, from_text),
            words_time(to->time_ns - process->first_ns, to_text), words_bytes(finding->bytes, outside_text));
    fprintf(out, " while TL's live objects, pool and slot buffers %s by %s", counted < 0 ? "shrank" : "grew",
            words_bytes((uint64_t)(counted < 0 ? -counted : counted), counted_text));
}

void finding_part_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char text[AMOUNT_BYTES];
    const struct footprint_sample *from = footprint_grows_from(&process->footprint);
    fputs(words_bytes((uint64_t)footprint_growth(from, &process->footprint.peak,
                                                 footprint_main_part(from, &process->footprint.peak)),
                      text),
          out);
    (void)finding;
}
