/* SPDX-License-Identifier: MIT */
/* The report as people read it first: what is not known, what was found, the peak. */
#include <inttypes.h>

#include "peak.h"
#include "text_words.h"

enum { PEAK_PLACES_SHOWN = 3 };

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

static void scopes_text(FILE *file, const struct process *process)
{
    bool headed = process->ending == ENDED_NORMALLY; /* those have findings */
    for (size_t i = 0; process->ending != ENDED_NORMALLY && i < process->scopes.open.count && i < GROUPS_SHOWN; i++) {
        const struct scope_open *open = process->scopes.open.entries[i];
        if (open->key.inherited) {
            continue;
        }
        fprintf(file, "%s", headed ? "" : "\nScopes open when the trace ends:\n");
        headed = true;
        char text[SITE_TEXT_BYTES];
        site_text(&process->sites, open->key.site, text, sizeof(text));
        fprintf(file, "   %" PRIu64 " %s%s entered at %s", open->scopes,
                open->key.function ? "function scope" : "scope", words_plural(open->scopes), text);
        words_thread(file, open->key.thread);
        fprintf(file, ", listing %" PRIu64 " object%s\n", open->records, words_plural(open->records));
    }
}

static void peak_places_text(FILE *file, const struct process *process)
{
    struct grouping places = peak_places(&process->replay.accounts, &process->sites);
    for (size_t i = 0; i < places.count && i < PEAK_PLACES_SHOWN; i++) {
        const struct peak_place *place = places.entries[i];
        char size[AMOUNT_BYTES];
        char text[SITE_TEXT_BYTES];
        site_text(&process->sites, place->key.place, text, sizeof(text));
        fprintf(file, "   %10s in %" PRIu64 " %s%s%s%s%s made at %s\n", words_bytes(place->bytes, size), place->objects,
                place->key.kind == TL_KIND_UNKNOWN ? "object" : kind_name(place->key.kind),
                words_plural(place->objects), place->key.name[0] ? " \"" : "", place->key.name,
                place->key.name[0] ? "\"" : "", text);
    }
    grouping_free(&places);
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
    peak_places_text(file, process);
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
    char duration[AMOUNT_BYTES];
    char start[START_TEXT_BYTES];
    start_text(&analysis->trace, process->first_ns, start);
    fprintf(file, "%s (pid %" PRIu32 "%s) on %s, %s, %s, %" PRIu64 " event%s\n",
            process->program[0] ? process->program : "A program of unknown name", process->pid,
            process->forked ? ", forked" : "",
            analysis->trace.hostname[0] ? analysis->trace.hostname : "an unknown host", start,
            words_time(process->last_ns - process->first_ns, duration), process->events, words_plural(process->events));
    doubts_text(file, analysis, process);
    text_findings(file, process, analysis_is_certain(analysis, process));
    text_others(file, process);
    scopes_text(file, process);
    marks_text(file, process);
    numbers_text(file, process);
    text_heap(file, process);
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
