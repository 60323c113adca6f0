/* SPDX-License-Identifier: MIT */
/* The report as people read it first: what is not known, what leaked, what was misused, the peak. */
#include <inttypes.h>

#include "text_words.h"

static void misuse_example(FILE *file, const struct diagnostic_group *group)
{
    fprintf(file, "   %-20s ", "for example");
    if (group->object != 0) {
        fprintf(file, "object %" PRIu32 " at 0x%" PRIx64 ", ", group->object, group->pointer);
    } else if (group->pointer != 0) {
        fprintf(file, "0x%" PRIx64 ": ", group->pointer);
    }
    fprintf(file, "%s\n", group->text);
}

static void marks_text(FILE *file, const struct process *process)
{
    const struct diagnostics *diagnostics = &process->diagnostics;
    char when[AMOUNT_BYTES];
    for (size_t i = 0; i < diagnostics->mark_count && i < GROUPS_SHOWN; i++) {
        fprintf(file, "%s   %12s  %s\n", i == 0 ? "\nMarks:\n" : "",
                words_time(diagnostics->marks[i].time_ns - process->first_ns, when), diagnostics->marks[i].text);
    }
    if (diagnostics->mark_count > GROUPS_SHOWN) {
        fprintf(file, "   ... and %" PRIu64 " more\n", diagnostics->mark_count - GROUPS_SHOWN);
    }
}

static void diagnostics_text(FILE *file, const struct process *process, bool certain)
{
    const struct grouping *groups = &process->diagnostics.groups;
    if (groups->count == 0) {
        fprintf(file, certain ? "\nNo misuse.\n" : "\nNo misuse seen.\n");
        return;
    }
    fprintf(file, "\nMISUSE: %" PRIu64 " time%s, %zu kind%s and place%s\n", process->diagnostics.count,
            words_plural(process->diagnostics.count), groups->count, words_plural(groups->count),
            words_plural(groups->count));
    for (size_t i = 0; i < groups->count && i < GROUPS_SHOWN; i++) {
        const struct diagnostic_group *group = groups->entries[i];
        fprintf(file, "\n%zu. %s (%s), %" PRIu64 " time%s: %s\n", i + 1, diagnostic_name(group->key.code),
                severity_name(group->severity), group->count, words_plural(group->count),
                diagnostic_meaning(group->key.code));
        if (group->key.site != 0) {
            words_site(file, process, "at", group->key.site);
        }
        if (group->other_site != 0) {
            words_site(file, process, diagnostic_other(group->key.code), group->other_site);
        }
        misuse_example(file, group);
    }
    if (groups->count > GROUPS_SHOWN) {
        fprintf(file, "\n   ... and %zu more: they are in the JSON report\n", groups->count - GROUPS_SHOWN);
    }
}

static void scopes_text(FILE *file, const struct process *process)
{
    const char *heading =
        process->ending == ENDED_NORMALLY ? "\nScopes never left:\n" : "\nScopes open when the trace ends:\n";
    bool headed = false;
    for (size_t i = 0; i < process->scopes.open.count && i < GROUPS_SHOWN; i++) {
        const struct scope_open *open = process->scopes.open.entries[i];
        if (open->key.inherited) {
            continue;
        }
        fprintf(file, "%s", headed ? "" : heading);
        headed = true;
        char text[SITE_TEXT_BYTES];
        site_text(&process->sites, open->key.site, text, sizeof(text));
        fprintf(file, "   %" PRIu64 " %s%s entered at %s", open->scopes,
                open->key.function ? "function scope" : "scope", words_plural(open->scopes), text);
        words_thread(file, open->key.thread);
        fprintf(file, ", listing %" PRIu64 " object%s\n", open->records, words_plural(open->records));
    }
}

static void numbers_text(FILE *file, const struct process *process)
{
    const struct timeline *timeline = &process->timeline;
    const struct pool_counts *pool = &process->pool.counts;
    const struct buffers *buffers = &process->buffers;
    char size[AMOUNT_BYTES];
    char when[AMOUNT_BYTES];
    fprintf(file, "\nPeak: %s after %s", words_bytes(timeline->bytes.value, size),
            words_time(timeline->bytes.value ? timeline->bytes.time_ns - process->first_ns : 0, when));
    fprintf(file, "; %" PRIu64 " object%s after %s; scope depth %" PRIu32 "\n", timeline->objects.value,
            words_plural(timeline->objects.value),
            words_time(timeline->objects.value ? timeline->objects.time_ns - process->first_ns : 0, when),
            timeline->depth_max);
    if (pool->hits + pool->misses + pool->pooled + pool->full > 0) {
        fprintf(file, "Pool: %" PRIu64 " hit%s, %" PRIu64 " miss%s, %" PRIu64 " put in, %" PRIu64 " turned away full\n",
                pool->hits, words_plural(pool->hits), pool->misses, pool->misses == 1 ? "" : "es", pool->pooled,
                pool->full);
    }
    if (buffers->bytes_max > 0) {
        fprintf(file, "Slot buffers: %" PRIu64 " made, %" PRIu64 " reused, %" PRIu64 " grown; peak %s\n",
                buffers->outcomes[TL_BUFFER_MADE], buffers->outcomes[TL_BUFFER_REUSED],
                buffers->outcomes[TL_BUFFER_GROWN], words_bytes(buffers->bytes_max, size));
    }
}

static void lost_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    if (process->events_lost > 0) {
        fprintf(file,
                "\n*** %" PRIu64 " EVENTS WERE LOST while recording: every verdict below may be wrong. ***\n"
                "*** Record again with larger buffers (tlscope record --subbuf-size, --subbuf-count). ***\n",
                process->events_lost);
    }
    if (analysis->trace.packets_lost > 0) {
        fprintf(file, "\n*** %" PRIu64 " PACKETS OF EVENTS ARE MISSING from the trace: verdicts may be wrong. ***\n",
                analysis->trace.packets_lost);
    }
}

/* What is not known, and why. */
static void doubts_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    lost_text(file, analysis, process);
    if (calls_total(&process->calls) == 0) {
        fprintf(file, "\n*** No call of the memory manager was seen: this says nothing of the program's memory. ***\n"
                      "*** (Its calls may stay inside it: link it with -ltlscope.) ***\n");
    }
    if (!process->from_beginning) {
        fprintf(file, "\n*** The trace does not begin with the process: what happened before is not known. ***\n");
    }
    if (process->ending == ENDED_KILLED) {
        fprintf(file, "\n*** The process did not end normally (killed, crashed, or _exit). What it was using at that\n"
                      "*** moment is listed apart from leaks; its last events may be missing. ***\n"
                      "*** After a crash: record again with TLSCOPE_OPTIONS=heap=watch:quarantine=64M, which knows of\n"
                      "*** blocks freed twice or behind the manager's back. ***\n");
    } else if (process->ending == ENDED_REPLACED) {
        fprintf(file, "\n*** The process replaced itself by another program (exec). ***\n");
    } else if (!process->counters_agree) {
        fprintf(
            file,
            "\n*** The counters of the runtime and of this report differ at the end: the trace lacks events. ***\n");
    }
}

static void process_text(FILE *file, const struct analysis *analysis, const struct process *process)
{
    bool certain = analysis_is_certain(analysis, process);
    char duration[AMOUNT_BYTES];
    char start[START_TEXT_BYTES];
    start_text(&analysis->trace, process->first_ns, start);
    fprintf(file, "%s (pid %" PRIu32 "%s) on %s, %s, %s, %" PRIu64 " event%s\n",
            process->program[0] ? process->program : "A program of unknown name", process->pid,
            process->forked ? ", forked" : "",
            analysis->trace.hostname[0] ? analysis->trace.hostname : "an unknown host", start,
            words_time(process->last_ns - process->first_ns, duration), process->events, words_plural(process->events));
    doubts_text(file, analysis, process);
    text_leaks(file, process, certain);
    text_others(file, process);
    diagnostics_text(file, process, certain);
    scopes_text(file, process);
    marks_text(file, process);
    numbers_text(file, process);
    if (process->sites.outdated) {
        fprintf(file, "Places in %s have no line: the file was changed or removed after it was recorded.\n",
                process->sites.outdated);
    }
}

static void damage_text(FILE *file, const struct trace_result *trace)
{
    if (trace->issue_count == 0) {
        return;
    }
    fprintf(file, "*** THE TRACE COULD NOT BE READ WHOLE ***\n");
    for (size_t i = 0; i < trace->issue_count && i < TRACE_ISSUES_MAX; i++) {
        fprintf(file, "   %s\n", trace->issues[i]);
    }
    fprintf(file, "\n");
}

bool report_write_text(const struct report *report, FILE *file)
{
    const struct analysis *analysis = report->analysis;
    damage_text(file, &analysis->trace);
    for (size_t i = 0; i < analysis->count; i++) {
        fprintf(file, "%s", i == 0 ? "" : "\n------------------------------------------------------------\n\n");
        process_text(file, analysis, analysis->processes[i]);
    }
    return fflush(file) == 0 && !ferror(file);
}
