/* SPDX-License-Identifier: MIT */
/* Findings in words: the sentence, where to look, and what to do. */
#include <inttypes.h>
#include <string.h>

#include "recording.h"
#include "text_words.h"

enum { FRAMES_MOST = 64, LINES_INNER = 3, LINES_OUTER = 2 };

static const char *end_words(enum tl_stack_end end)
{
    return end == TL_STACK_END_JIT     ? "truncated at JIT code, which has no unwind tables"
           : end == TL_STACK_END_LOST  ? "truncated where the stack cannot be followed"
           : end == TL_STACK_END_DEPTH ? "..."
                                       : NULL;
}

/* A line of a stack: a call, and how often it follows itself, as in recursion. */
struct stack_line {
    char text[SITE_TEXT_BYTES];
    size_t times;
};

/* The calls as lines, the innermost left out. Returns how many. */
static size_t lines_of(const struct sites *sites, const struct source_call calls[], size_t count,
                       struct stack_line lines[FRAMES_MOST])
{
    size_t used = 0;
    for (size_t i = 1; i < count; i++) {
        struct stack_line *line = &lines[used];
        source_call_text(sites, &calls[i], line->text, sizeof(line->text));
        if (used > 0 && strcmp(line->text, lines[used - 1].text) == 0) {
            lines[used - 1].times++;
        } else {
            line->times = 1;
            used++;
        }
    }
    return used;
}

/* Who called the place to look at, which is named already: of many the innermost, and what it began with. */
static void stack_lines(FILE *file, const struct process *process, uint32_t site)
{
    struct source_call calls[FRAMES_MOST];
    struct stack_line lines[FRAMES_MOST];
    enum tl_stack_end end;
    const size_t told = source_calls(&process->sites, site, calls, FRAMES_MOST, &end);
    const size_t of_program = source_calls_of_program(calls, told);
    const size_t count = lines_of(&process->sites, calls, of_program, lines);
    for (size_t i = 0; i < count; i++) {
        if (count > LINES_INNER + LINES_OUTER + 1 && i == LINES_INNER) {
            fprintf(file, "   %-20s ...\n", "");
            i = count - LINES_OUTER;
        }
        fprintf(file, "   %-20s %s", i == 0 ? "called by" : "", lines[i].text);
        if (lines[i].times > 1) {
            fprintf(file, ", %zu times", lines[i].times);
        }
        fputc('\n', file);
    }
    const char *words = end_words(of_program < told ? TL_STACK_END_OUTERMOST : end);
    if (count > 0 && words) {
        fprintf(file, "   %-20s %s\n", "", words);
    }
}

/* Several calls that led to the place to look at, with how often each did. */
static void callers_lines(FILE *file, const struct process *process, const struct finding *finding)
{
    char text[SITE_TEXT_BYTES] = "";
    for (size_t i = 0; i < finding->caller_count && i < FINDING_CALLERS; i++) {
        struct source_call call;
        if (source_caller(&process->sites, finding->callers[i].site, &call)) {
            source_call_text(&process->sites, &call, text, sizeof(text));
        }
        fprintf(file, "   %-20s %s, %s time%s\n", i == 0 ? "called by" : "", text,
                words_grouped(finding->callers[i].times).text, words_plural(finding->callers[i].times));
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

static void follows_line(FILE *file, const struct process *process, const struct finding *finding)
{
    const struct findings *findings = &process->findings;
    for (size_t i = 0; finding->follows && i < findings->count; i++) {
        if (findings->list[i] == finding->follows) {
            fprintf(file, "   %-20s finding %zu\n", "follows from", i + 1);
        }
    }
}

static void example_line(FILE *file, const struct finding *finding)
{
    if (finding->example == 0 && finding->pointer == 0 && finding->detail[0] == '\0') {
        return;
    }
    fprintf(file, "   %-20s ", "for example");
    if (finding->example != 0) {
        fprintf(file, "object %" PRIu32, finding->example);
    }
    if (finding->pointer != 0) {
        fprintf(file, "%s0x%" PRIx64, finding->example != 0 ? " at " : "", finding->pointer);
    }
    fprintf(file, "%s%s\n", finding->detail[0] && (finding->example != 0 || finding->pointer != 0) ? ": " : "",
            finding->detail);
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
            words_severity_colour(finding->severity, colours), finding_severity_name(finding->severity), colours->off,
            finding->confidence == FINDING_CERTAIN ? "" : doubts[finding->confidence]);
    words_wrapped(file, "   ", finding->sentence);
    cause_line(file, process, finding, colours);
    if (finding->caller_count > 1) {
        callers_lines(file, process, finding);
    } else {
        stack_lines(file, process, finding->stack_site);
    }
    places_lines(file, process, finding);
    follows_line(file, process, finding);
    example_line(file, finding);
    words_wrapped(file, "   Fix: ", finding->fix);
}

static void counts_line(FILE *file, const struct findings *findings, const struct colours *colours)
{
    size_t counts[SEVERITIES] = {0};
    for (size_t i = 0; i < findings->count; i++) {
        counts[findings->list[i]->severity]++;
    }
    words_findings(file, counts, colours);
}

static void nothing_line(FILE *file, bool certain, const struct colours *colours)
{
    fprintf(file, "\n%s%s%s\n", certain ? colours->good : colours->warning,
            certain ? "No leaks, no misuse." : "No leaks and no misuse seen; see above why that is not certain.",
            colours->off);
}

/* An estimate goes before what it is made of. */
static void leaked_words(FILE *file, const struct process *process)
{
    const struct estimate *estimate = &process->leaks.estimate;
    fprintf(file, "; leaked: ");
    if (selection_samples(&process->selection)) {
        if (process->selection.rule.by_bytes == 0) {
            fprintf(file, "about %s objects", words_grouped(estimate_number(estimate->objects)).text);
            fprintf(file, " (give or take %s), ",
                    words_grouped(estimate_number(estimate_objects_error(estimate))).text);
        }
        fprintf(file, "about %s", words_size(estimate_number(estimate->bytes)).text);
        fprintf(file, " (give or take %s)", words_size(estimate_number(estimate_bytes_error(estimate))).text);
        fprintf(file, ", by those seen: ");
    }
}

static void findings_list(FILE *file, const struct process *process, const struct report_style *style)
{
    const struct findings *findings = &process->findings;
    const size_t shown = style->all || findings->count < FINDINGS_SHOWN ? findings->count : FINDINGS_SHOWN;
    for (size_t i = 0; i < shown; i++) {
        finding_lines(file, process, findings->list[i], i + 1, colours_of(style->coloured));
    }
    words_more(file, findings->count - shown, style->more);
}

void text_findings(FILE *file, const struct process *process, bool certain, const struct report_style *style)
{
    const struct colours *colours = colours_of(style->coloured);
    const struct leaks *leaks = &process->leaks;
    if (process->findings.count == 0) {
        nothing_line(file, certain, colours);
        return;
    }
    counts_line(file, &process->findings, colours);
    if (leaks->objects > 0) {
        leaked_words(file, process);
        fprintf(file, "%s object%s%s", words_grouped(leaks->objects).text, words_plural(leaks->objects),
                words_having(leaks->bytes, leaks->size_unknown).text);
        fprintf(file, "%s", recording_tells_in_part(process) ? ", of those still told of" : "");
    }
    fprintf(file, "\n");
    findings_list(file, process, style);
}
