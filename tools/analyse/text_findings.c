/* SPDX-License-Identifier: MIT */
/* Findings in words: the sentence, where to look, and what to do. */
#include <inttypes.h>
#include <string.h>

#include "text_words.h"

enum { FINDINGS_SHOWN = 10, FRAMES_SHOWN = 6, FRAMES_MOST = 64 };

static const char *end_words(enum tl_stack_end end, bool more)
{
    return more                        ? "..."
           : end == TL_STACK_END_JIT   ? "truncated at JIT code, which has no unwind tables"
           : end == TL_STACK_END_LOST  ? "truncated where the stack cannot be followed"
           : end == TL_STACK_END_DEPTH ? "..."
                                       : NULL;
}

/* Who called the place to look at; the place itself is named already. */
static void stack_lines(FILE *file, const struct process *process, uint32_t site)
{
    struct source_call calls[FRAMES_MOST];
    enum tl_stack_end end;
    char text[SITE_TEXT_BYTES];
    const size_t told = source_calls(&process->sites, site, calls, FRAMES_MOST, &end);
    const size_t count = source_calls_of_program(calls, told);
    const size_t shown = count < FRAMES_SHOWN ? count : FRAMES_SHOWN;
    for (size_t i = 1; i < shown; i++) {
        source_call_text(&process->sites, &calls[i], text, sizeof(text));
        fprintf(file, "   %-20s %s\n", i == 1 ? "called by" : "", text);
    }
    const char *words = end_words(count < told ? TL_STACK_END_OUTERMOST : end, shown < count);
    if (shown > 1 && words) {
        fprintf(file, "   %-20s %s\n", "", words);
    }
}

/* Several calls that led to the place to look at, with how often each did. */
static void callers_lines(FILE *file, const struct process *process, const struct finding *finding)
{
    char text[SITE_TEXT_BYTES];
    char times[AMOUNT_BYTES];
    for (size_t i = 0; i < finding->caller_count && i < FINDING_CALLERS; i++) {
        struct source_call calls[2];
        enum tl_stack_end end;
        if (source_calls(&process->sites, finding->callers[i].site, calls, 2, &end) < 2) {
            snprintf(text, sizeof(text), "an unknown place");
        } else {
            source_call_text(&process->sites, &calls[1], text, sizeof(text));
        }
        fprintf(file, "   %-20s %s, %s time%s\n", i == 0 ? "called by" : "", text,
                words_number(finding->callers[i].times, times), words_plural(finding->callers[i].times));
    }
    if (finding->caller_count > FINDING_CALLERS) {
        fprintf(file, "   %-20s ... and %zu more\n", "", finding->caller_count - FINDING_CALLERS);
    }
}

static void places_lines(FILE *file, const struct process *process, const struct finding *finding)
{
    const char *role = "";
    for (size_t i = 0; i < finding->place_count; i++) {
        const struct finding_place *place = &finding->places[i];
        if (sites_place(&process->sites, place->site) == finding->cause) {
            continue;
        }
        words_site(file, process, strcmp(role, place->role) == 0 ? "" : place->role, place->site);
        role = place->role;
    }
}

static void example_line(FILE *file, const struct finding *finding)
{
    if (finding->example == 0 && finding->pointer == 0 && finding->detail[0] == '\0') {
        return;
    }
    fprintf(file, "   %-20s ", "for example");
    if (finding->example != 0) {
        fprintf(file, "object %" PRIu32 " at 0x%" PRIx64, finding->example, finding->pointer);
    } else if (finding->pointer != 0) {
        fprintf(file, "0x%" PRIx64, finding->pointer);
    }
    fprintf(file, "%s%s\n", finding->detail[0] && finding->pointer != 0 ? ": " : "", finding->detail);
}

static const char *severity_colour(enum finding_severity severity, const struct colours *colours)
{
    return severity == FINDING_ERROR ? colours->error : severity == FINDING_WARNING ? colours->warning : colours->faint;
}

/* Where to look first stands out. */
static void cause_line(FILE *file, const struct process *process, const struct finding *finding,
                       const struct colours *colours)
{
    char text[SITE_TEXT_BYTES];
    if (finding->cause != 0) {
        site_text(&process->sites, finding->cause, text, sizeof(text));
        fprintf(file, "   %s%-20s %s%s\n", colours->strong, "look at", text, colours->off);
    }
}

static void finding_lines(FILE *file, const struct process *process, const struct finding *finding, size_t number,
                          const struct colours *colours)
{
    static const char *const doubts[] = {[FINDING_POSSIBLE] = ", possible", [FINDING_LIKELY] = ", likely"};
    fprintf(file, "\n%zu. %s%s%s (%s%s%s%s)\n", number, colours->strong, finding_name(finding->code), colours->off,
            severity_colour(finding->severity, colours), finding_severity_name(finding->severity), colours->off,
            finding->confidence == FINDING_CERTAIN ? "" : doubts[finding->confidence]);
    words_wrapped(file, "   ", finding->sentence);
    cause_line(file, process, finding, colours);
    if (finding->caller_count > 1) {
        callers_lines(file, process, finding);
    } else {
        stack_lines(file, process, finding->stack_site);
    }
    places_lines(file, process, finding);
    example_line(file, finding);
    words_wrapped(file, "   Fix: ", finding->fix);
}

static void counts_line(FILE *file, const struct findings *findings, const struct colours *colours)
{
    static const char *const names[] = {"note", "warning", "error"};
    size_t counts[3] = {0};
    const char *joint = ": ";
    for (size_t i = 0; i < findings->count; i++) {
        counts[findings->list[i]->severity]++;
    }
    fprintf(file, "\n%s%zu finding%s%s", colours->strong, findings->count, words_plural(findings->count), colours->off);
    for (size_t i = 3; i > 0; i--) {
        if (counts[i - 1] > 0) {
            fprintf(file, "%s%s%zu %s%s%s", joint, severity_colour(i - 1, colours), counts[i - 1], names[i - 1],
                    words_plural(counts[i - 1]), colours->off);
            joint = ", ";
        }
    }
}

static void nothing_line(FILE *file, bool certain, const struct colours *colours)
{
    fprintf(file, "\n%s%s%s\n", certain ? colours->good : colours->warning,
            certain ? "No leaks, no misuse." : "No leaks and no misuse seen; see above why that is not certain.",
            colours->off);
}

void text_findings(FILE *file, const struct process *process, bool certain, const struct colours *colours)
{
    const struct findings *findings = &process->findings;
    const struct leaks *leaks = &process->leaks;
    char size[AMOUNT_BYTES];
    if (findings->count == 0) {
        nothing_line(file, certain, colours);
        return;
    }
    counts_line(file, findings, colours);
    if (leaks->objects > 0) {
        fprintf(file, "; leaked: %" PRIu64 " object%s, %s", leaks->objects, words_plural(leaks->objects),
                words_bytes(leaks->bytes, size));
    }
    fprintf(file, "\n");
    for (size_t i = 0; i < findings->count && i < FINDINGS_SHOWN; i++) {
        finding_lines(file, process, findings->list[i], i + 1, colours);
    }
    if (findings->count > FINDINGS_SHOWN) {
        fprintf(file, "\n... and %zu more: they are in the JSON report\n", findings->count - FINDINGS_SHOWN);
    }
}
