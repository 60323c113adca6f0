/* SPDX-License-Identifier: MIT */
/* Words of findings: functions and scopes that are open, and what they keep. */
#include <string.h>

#include "finding_words.h"
#include "text_words.h"

/* All of them: the process was forked inside. */
static bool is_of_parent(const struct finding *finding)
{
    return finding->of_parent > 0 && finding->of_parent == finding->times;
}

/* What the sentence counts: calls, where functions were not left. */
static uint64_t count_said(const struct finding *finding)
{
    return finding->functions > 0 ? finding->functions : finding->times;
}

void finding_left_open_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const uint64_t count = count_said(finding);
    (void)process;
    fprintf(out, "%s %s", count == 1 ? "was" : "were",
            is_of_parent(finding)  ? "still open when the forked child ended"
            : finding->running > 0 ? "still open when the program ended"
                                   : "never left");
}

/* Takes the function's name in brackets off a place, where it has been told. */
static void name_cut(char *place, const char *function)
{
    char *bracket = strrchr(place, '(');
    const size_t length = strlen(function);
    if (bracket && bracket > place && strncmp(bracket + 1, function, length) == 0 &&
        strcmp(bracket + 1 + length, ")") == 0) {
        bracket[-1] = '\0';
    }
}

void finding_scopes_write(FILE *out, const struct finding *finding, const struct process *process)
{
    char place[PLACE_WORDS_BYTES];
    const uint32_t entered = finding->function_site != 0 ? finding->function_site : finding->cause;
    const char *function = site_facts(&process->sites, entered).function;
    const bool calls = finding->functions > 0 && function;
    const uint64_t count = count_said(finding);
    site_text(&process->sites, entered, place, sizeof(place));
    fprintf(out, "%s %s%s", count == 1 ? "A" : words_grouped(count).text,
            calls                    ? "call"
            : finding->functions > 0 ? "function"
                                     : "scope",
            words_plural(count));
    if (calls) {
        name_cut(place, function);
        fprintf(out, " of %s,", function);
    }
    fprintf(out, " %s %s%s", is_of_parent(finding) ? "that the parent process entered at" : "entered at", place,
            calls ? "," : "");
}

/* The objects that open scopes hold, of each where that comes out even. */
static void held_write(FILE *out, const struct finding *finding, const struct process *process)
{
    const uint64_t count = count_said(finding);
    struct finding share = *finding;
    share.bytes -= finding->buffer_bytes;
    if (finding_is_sample(finding, process)) {
        fputs(count == 1 ? ", and keeps " : ", and keep ", out);
        finding_count_write(out, finding, process);
        finding_bytes_write(out, finding, process);
        return;
    }
    if (count > 1 && finding->objects % count == 0) {
        share.objects /= count;
        share.bytes /= count;
    }
    const bool each = share.objects != finding->objects;
    fprintf(out, ", %s %s ",
            each         ? "each keeping"
            : count == 1 ? "and keeps"
                         : "and keep",
            words_grouped(share.objects).text);
    finding_kind_write(out, finding->kind, share.objects);
    finding_name_write(out, finding);
    if (share.bytes > 0) {
        fprintf(out, " (%s)", words_size(share.bytes).text);
    }
}

/* What open scopes hold, and functions that are open. */
void finding_keeping_write(FILE *out, const struct finding *finding, const struct process *process)
{
    if (finding->objects > 0) {
        held_write(out, finding, process);
    }
    if (finding->buffer_bytes > 0) {
        const char *joint = finding->objects > 0 ? ", and" : finding->functions == 1 ? ", and keeps" : ", and keep";
        fprintf(out, "%s %s of slot buffers", joint, words_size(finding->buffer_bytes).text);
    }
}

void finding_deeper_write(FILE *out, const struct finding *finding, const struct process *process)
{
    (void)process;
    if (finding->depth_to > 0) {
        fprintf(out, " The depth grew from %s to %s.", words_grouped(finding->depth_from).text,
                words_grouped(finding->depth_to).text);
    }
}
