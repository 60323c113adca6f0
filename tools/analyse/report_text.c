/* SPDX-License-Identifier: MIT */
/* The report as people read it first: what is not known, what was found, the peak. */
#include <inttypes.h>

#include "peak.h"
#include "text_words.h"

enum { PEAK_PLACES_SHOWN = 3, PROCESSES_NAMED = 4 };

static void marks_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct diagnostics *diagnostics = &process->diagnostics;
    if (diagnostics->mark_count > 0) {
        words_heading(file, "Marks:", colours);
    }
    for (size_t i = 0; i < diagnostics->mark_count && i < GROUPS_SHOWN; i++) {
        fprintf(file, "   %12s  %s\n", words_time(diagnostics->marks[i].time_ns - process->first_ns).text,
                diagnostics->marks[i].text);
    }
    if (diagnostics->mark_count > GROUPS_SHOWN) {
        fprintf(file, "   ... and %s more\n", words_grouped(diagnostics->mark_count - GROUPS_SHOWN).text);
    }
}

static void scopes_text(FILE *file, const struct process *process, const struct colours *colours)
{
    bool headed = process->ending == ENDED_NORMALLY; /* those have findings */
    for (size_t i = 0; process->ending != ENDED_NORMALLY && i < process->scopes.open.count && i < GROUPS_SHOWN; i++) {
        const struct scope_open *open = process->scopes.open.entries[i];
        if (open->key.inherited) {
            continue;
        }
        if (!headed) {
            words_heading(file, "Scopes open when the trace ends:", colours);
        }
        headed = true;
        char text[SITE_TEXT_BYTES];
        site_text(&process->sites, open->key.site, text, sizeof(text));
        fprintf(file, "   %s %s%s entered at %s", words_grouped(open->scopes).text,
                open->key.function ? "function scope" : "scope", words_plural(open->scopes), text);
        words_thread(file, open->key.thread);
        fprintf(file, ", listing %s object%s\n", words_grouped(open->records).text, words_plural(open->records));
    }
}

/* "   12.0 KiB in 3 tensors "weights" made at"; what has no known size leaves its column empty. */
static void peak_place_line(FILE *file, const struct process *process, const struct peak_place *place)
{
    const bool known = place->bytes > 0;
    char text[SITE_TEXT_BYTES];
    site_text(&process->sites, place->key.place, text, sizeof(text));
    fprintf(file, "   %10s %s %s %s%s%s%s%s%s made at %s\n", known ? words_size(place->bytes).text : "",
            known ? "in" : "  ", words_grouped(place->objects).text,
            place->key.kind == TL_KIND_UNKNOWN ? "object" : kind_name(place->key.kind), words_plural(place->objects),
            place->key.name[0] ? " \"" : "", place->key.name, place->key.name[0] ? "\"" : "",
            known ? "" : " of unknown size", text);
}

/* Of places, which are freed. */
static void peak_places_text(FILE *file, const struct process *process, struct grouping places)
{
    for (size_t i = 0; i < places.count && i < PEAK_PLACES_SHOWN; i++) {
        peak_place_line(file, process, places.entries[i]);
    }
    grouping_free(&places);
}

/* "4 objects, 4.0 MiB" */
static void amount_text(FILE *file, const char *what, struct leak_amount amount)
{
    if (amount.objects > 0) {
        fprintf(file, "; %s %s object%s%s", what, words_grouped(amount.objects).text, words_plural(amount.objects),
                words_having(amount.bytes, amount.size_unknown).text);
    }
}

/* A peak that was overwritten is not known; the one of what is left is no more than a lower bound. */
static const char *of_what_is_told(const struct process *process)
{
    return process->past.cut ? ", of what is still told of" : "";
}

static void device_text(FILE *file, const struct process *process, uint32_t number, const struct colours *colours)
{
    const struct accounts *accounts = &process->replay.accounts;
    const struct device *device = &accounts->devices.list[number];
    fprintf(file, "%sOn %s%s:%s peak %s after %s", colours->strong, device->name, of_what_is_told(process),
            colours->off, words_size(device->peak_bytes).text,
            words_time(device->peak_bytes > 0 ? device->peak_ns - process->first_ns : 0).text);
    amount_text(file, "made",
                (struct leak_amount){.objects = process->lifetimes.device_objects[number],
                                     .bytes = process->lifetimes.device_bytes[number]});
    amount_text(file, "alive at the end", (struct leak_amount){.objects = device->objects, .bytes = device->bytes});
    amount_text(file, "leaked", leaks_on(&process->leaks, number));
    amount_text(file, "in the pool",
                (struct leak_amount){.objects = device->pooled_objects, .bytes = device->pooled_bytes});
    fputc('\n', file);
    peak_places_text(file, process, peak_places_on(accounts, &process->sites, number));
}

/* Where all is on the CPU, the figures of the process are its. */
static void devices_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct devices *devices = &process->replay.accounts.devices;
    for (uint32_t i = 0; devices->others && i < devices->count; i++) {
        if (device_is_used(&devices->list[i])) {
            device_text(file, process, i, colours);
        }
    }
}

static void peak_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct timeline_peak *bytes = &process->timeline.bytes;
    const struct timeline_peak *objects = &process->timeline.objects;
    fprintf(file, "\n%sPeak%s:%s ", colours->strong, of_what_is_told(process), colours->off);
    if (bytes->value > 0) {
        fprintf(file, "%s after %s; ", words_size(bytes->value).text,
                words_time(bytes->time_ns - process->first_ns).text);
    }
    fprintf(file, "%s object%s%s after %s; scope depth %" PRIu32 "\n", words_grouped(objects->value).text,
            words_plural(objects->value), bytes->value > 0 ? "" : " of unknown size",
            words_time(objects->value ? objects->time_ns - process->first_ns : 0).text, process->timeline.depth_max);
}

static void numbers_text(FILE *file, const struct process *process, const struct colours *colours)
{
    const struct timeline *timeline = &process->timeline;
    const struct pool_counts *pool = &process->pool.counts;
    const struct buffers *buffers = &process->buffers;
    if (process->untraced || process->past.summed) {
        return; /* of what is alive at the end alone, told then */
    }
    if (timeline->objects.value > 0 || timeline->bytes.value > 0) {
        peak_text(file, process, colours);
    } else {
        fprintf(file, "\n%sPeak%s:%s no object was %s; scope depth %" PRIu32 "\n", colours->strong,
                of_what_is_told(process), colours->off, process->selection.told ? "looked at" : "made",
                timeline->depth_max);
    }
    peak_places_text(file, process, peak_places(&process->replay.accounts, &process->sites));
    devices_text(file, process, colours);
    if (pool->hits + pool->misses + pool->pooled + pool->full > 0) {
        fprintf(file, "%sPool:%s %s hit%s, %s miss%s, %s put in, %s turned away full\n", colours->strong, colours->off,
                words_grouped(pool->hits).text, words_plural(pool->hits), words_grouped(pool->misses).text,
                pool->misses == 1 ? "" : "es", words_grouped(pool->pooled).text, words_grouped(pool->full).text);
    }
    if (buffers->bytes_max > 0) {
        fprintf(file, "%sSlot buffers:%s %s made, %s reused, %s grown; peak %s\n", colours->strong, colours->off,
                words_grouped(buffers->outcomes[TL_BUFFER_MADE]).text,
                words_grouped(buffers->outcomes[TL_BUFFER_REUSED]).text,
                words_grouped(buffers->outcomes[TL_BUFFER_GROWN]).text, words_size(buffers->bytes_max).text);
    }
}

struct process_id report_process_id(const struct analysis *analysis, const struct process *process)
{
    size_t programs = 0;
    size_t turn = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        programs += analysis->processes[i]->pid == process->pid;
        turn = analysis->processes[i] == process ? programs : turn;
    }
    return process_id(process->pid, programs > 1 ? turn : 0);
}

static void head_line(FILE *file, const struct analysis *analysis, const struct process *process,
                      const struct colours *colours)
{
    char start[START_TEXT_BYTES];
    start_text(&analysis->trace, process->first_ns, start);
    fprintf(file, "%s%s%s (pid %s%s)", colours->strong,
            process->program[0] ? process->program : "A program of unknown name", colours->off,
            report_process_id(analysis, process).text, process->forked ? ", forked" : "");
    if (process->untraced || process->events == 0) {
        fputc('\n', file);
        return;
    }
    fprintf(file, " on %s, %s, %s, %s event%s\n",
            analysis->trace.hostname[0] ? analysis->trace.hostname : "an unknown host", start,
            words_time(process->last_ns - process->first_ns).text, words_grouped(process->events).text,
            words_plural(process->events));
}

static void process_text(FILE *file, const struct analysis *analysis, const struct process *process,
                         const struct report_style *style)
{
    const struct colours *colours = colours_of(style->coloured);
    head_line(file, analysis, process, colours);
    text_doubts(file, analysis, process, colours);
    text_findings(file, process, analysis_is_certain(analysis, process), style);
    text_totals(file, process, colours);
    text_others(file, process, colours);
    scopes_text(file, process, colours);
    marks_text(file, process, colours);
    numbers_text(file, process, colours);
    text_footprint(file, process, colours);
    text_gpu(file, process, colours);
    text_memcheck(file, process, colours);
    text_heap(file, process, colours);
    if (process->sites.outdated) {
        fprintf(file, "%s%s is not the file that was traced, or is gone: its places have no lines.%s\n",
                colours->warning, process->sites.outdated, colours->off);
    }
}

/* Of several processes, which ones to look at: the first one may be the least of them. */
static void processes_text(FILE *file, const struct analysis *analysis, const struct colours *colours)
{
    size_t found = 0;
    if (analysis->count < 2) {
        return;
    }
    for (size_t i = 0; i < analysis->count; i++) {
        found += analysis->processes[i]->findings.count > 0;
    }
    fprintf(file, "%s%zu processes, %zu with findings%s", colours->strong, analysis->count, found, colours->off);
    size_t named = 0;
    for (size_t i = 0; i < analysis->count && named < PROCESSES_NAMED; i++) {
        if (analysis->processes[i]->findings.count > 0) {
            fprintf(file, "%s%s", named++ == 0 ? ": pid " : ", ",
                    report_process_id(analysis, analysis->processes[i]).text);
        }
    }
    if (found > named) {
        fprintf(file, " and %zu more", found - named);
    }
    fprintf(file, "%s\n\n", found > 1 ? " ('tlscope merge -F text' tells what they share once)" : "");
}

static void damage_text(FILE *file, const struct trace_result *trace, const struct colours *colours)
{
    if (trace->issue_count == 0) {
        return;
    }
    fprintf(file, "%s*** THE TRACE COULD NOT BE READ WHOLE ***%s\n", colours->warning, colours->off);
    for (size_t i = 0; i < trace->issue_count && i < TRACE_ISSUES_MAX; i++) {
        fprintf(file, "   %s\n", trace->issues[i]);
    }
    fprintf(file, "\n");
}

bool report_write_text(const struct report *report, FILE *file, const struct report_style *style)
{
    const struct colours *colours = colours_of(style->coloured);
    const struct analysis *analysis = report->analysis;
    damage_text(file, &analysis->trace, colours);
    processes_text(file, analysis, colours);
    for (size_t i = 0; i < analysis->count; i++) {
        fprintf(file, "%s", i == 0 ? "" : "\n------------------------------------------------------------\n\n");
        process_text(file, analysis, analysis->processes[i], style);
    }
    return fflush(file) == 0 && !ferror(file);
}

bool report_write_memcheck_text(const struct report *report, FILE *file, const struct report_style *style)
{
    const struct colours *colours = colours_of(style->coloured);
    const struct analysis *analysis = report->analysis;
    size_t silent = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        const struct process *process = analysis->processes[i];
        if (process->findings.count > 0 || (process->memchecked && (i == 0 || process->memchecked->file->fault))) {
            fputc('\n', file);
            head_line(file, analysis, process, colours);
            if (process->findings.count > 0 || process->events > 0) {
                text_findings(file, process, analysis_is_certain(analysis, process), style);
            }
            text_memcheck(file, process, colours);
        } else {
            silent++;
        }
    }
    if (silent > 0) {
        fprintf(file, "\n... and %zu process%s without findings\n", silent, silent == 1 ? "" : "es");
    }
    return fflush(file) == 0 && !ferror(file);
}
