/* SPDX-License-Identifier: MIT */
#include "report.h"

#include <stdlib.h>

#include "analysis.h"
#include "memory.h"
#include "recording.h"
#include "report_internal.h"
#include "run.h"
#include "sanitizer.h"

static void event_take(void *context, const struct trace_event *event)
{
    struct report *report = context;
    analysis_event(report->analysis, event);
}

static void heap_event_take(void *context, const struct trace_heap_event *event)
{
    struct report *report = context;
    analysis_heap_event(report->analysis, event);
}

static void gpu_event_take(void *context, const struct trace_gpu_event *event)
{
    struct report *report = context;
    analysis_gpu_event(report->analysis, event);
}

static void progress_take(void *context, double part)
{
    const struct report *report = context;
    report->progress.tell(report->progress.context, part);
}

/* What memcheck or compute-sanitizer left in the folder of the recording, or, where that of the trace is read, in the
 * one around it. */
static struct memcheck_file **memcheck_of(const char *path, size_t *count)
{
    struct memcheck_file **files = sanitizer_logs_add(memcheck_files_read(path, count), count, path);
    if (*count == 0) {
        char *around = memory_print("%s/..", path);
        memcheck_files_free(files, *count);
        files = sanitizer_logs_add(memcheck_files_read(around, count), count, around);
        free(around);
    }
    return files;
}

/* Of what is not even known which process it is of, nothing else tells. */
static void unreadable_tell(const struct analysis *analysis, struct trace_result *result)
{
    for (size_t i = 0; i < analysis->memcheck_count; i++) {
        const struct memcheck_file *file = analysis->memcheck[i];
        if (file->pid == 0 && result->issue_count < TRACE_ISSUES_MAX) {
            snprintf(result->issues[result->issue_count++], sizeof(result->issues[0]), "%s tells of no process: %s",
                     path_last_part(file->path), file->fault ? file->fault : "it is none of memcheck's");
        }
    }
}

/* A trace that is not there, or cannot be read, leaves what memcheck found; one that nobody asked for lacks nothing. */
static void alone_tell(const struct analysis *analysis, struct trace_result *result, const char *path)
{
    if (result->traces == 0 && run_is_untraced(path)) {
        result->status = TRACE_WHOLE;
        result->issue_count = 0;
        for (size_t i = 0; i < analysis->count; i++) {
            analysis->processes[i]->untraced = true;
        }
        return;
    }
    result->status = TRACE_PARTLY;
    if (result->traces == 0) {
        result->issue_count = 1;
        snprintf(result->issues[0], sizeof(result->issues[0]),
                 "no trace was recorded: what the memory checker found stands alone");
    }
}

struct report *report_read_with(const char *path, const struct report_options *options,
                                const struct report_progress *progress)
{
    struct report *report = memory_new(sizeof(*report));
    struct trace_result *result = memory_new(sizeof(*result));
    report->progress = *progress;
    report->analysis = analysis_new();
    report->analysis->object = options->object;
    report->analysis->observer = options->observer;
    report->analysis->where = (struct resolver_options){.sysroot = options->sysroot, .trace = path};
    const struct trace_listener listener = {.context = report,
                                            .event = event_take,
                                            .progress = progress->tell ? progress_take : NULL,
                                            .heap = heap_event_take,
                                            .gpu = gpu_event_take,
                                            .reader = options->reader};
    report->analysis->memcheck = memcheck_of(path, &report->analysis->memcheck_count);
    report->analysis->reading = result;
    trace_read(path, &listener, result);
    analysis_memcheck(report->analysis);
    if (result->status == TRACE_UNREADABLE && report->analysis->count > 0) {
        alone_tell(report->analysis, result, path);
    }
    unreadable_tell(report->analysis, result);
    run_read(report->analysis, path);
    analysis_finish(report->analysis, result);
    report->analysis->reading = NULL;
    free(result);
    return report;
}

void report_free(struct report *report)
{
    analysis_free(report->analysis);
    free(report);
}

static void heap_sum(struct report_summary *summary, const struct process *process)
{
    const struct heap_amount lost = heap_lost(&process->heap, process->ending == ENDED_NORMALLY);
    summary->lost_blocks += lost.blocks;
    summary->lost_bytes += lost.bytes;
    for (size_t i = 0; i < process->heap.freed.count; i++) {
        summary->freed_behind += ((const struct heap_freed *)process->heap.freed.entries[i])->objects;
    }
}

static void killed_sum(struct report_summary *summary, const struct process *process)
{
    summary->killed += process->ending == ENDED_KILLED;
    summary->used_in_part |=
        process->ending == ENDED_KILLED && (process->selection.told || recording_tells_in_part(process));
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        if (group->key.verdict == VERDICT_ALIVE_WHEN_KILLED && !group->key.inherited) {
            summary->used_objects += group->objects;
            summary->used_bytes += group->bytes;
        }
    }
}

static uint64_t errors_of(const struct findings *findings)
{
    uint64_t errors = 0;
    for (size_t i = 0; i < findings->count; i++) {
        errors += findings->list[i]->severity == FINDING_ERROR;
    }
    return errors;
}

/* Valgrind ends a file by itself where it gives up before the program runs, as it does on wrong suppressions. */
static bool has_begun(const struct memcheck_file *file)
{
    return file->finished || file->fault || file->fatal[0] || file->error_count > 0 || file->message_count > 0;
}

/* Of the first process, where no other looked at an object either. */
static void none_looked_at_tell(const struct analysis *analysis, char text[REPORT_LIMIT_BYTES])
{
    for (size_t i = analysis->count; i > 0; i--) {
        const struct process *process = analysis->processes[i - 1];
        if (recording_none_looked_at(process)) {
            recording_none_write(process, text);
        } else if (process_has_called(process)) {
            text[0] = '\0';
            return;
        }
    }
}

struct report_summary report_summary(const struct report *report)
{
    static const enum report_status statuses[] = {
        [TRACE_WHOLE] = REPORT_WHOLE, [TRACE_PARTLY] = REPORT_PARTLY, [TRACE_UNREADABLE] = REPORT_UNREADABLE};
    const struct analysis *analysis = report->analysis;
    struct report_summary summary = {.status = statuses[analysis->trace.status],
                                     .traces = analysis->trace.traces,
                                     .events = analysis->trace.events,
                                     .events_lost = analysis_lost(analysis),
                                     .heap_events = analysis->trace.heap_events,
                                     .heap_events_lost = analysis_heap_lost(analysis)};
    const struct memchecked *first = analysis->count > 0 ? analysis->processes[0]->memchecked : NULL;
    summary.memcheck_began = first && has_begun(first->file);
    summary.memcheck_whole = first && !first->file->fault;
    for (size_t i = 0; i < analysis->count && (i == 0 || summary.scope_missed[0]); i++) {
        recording_scope_missed(analysis->processes[i], summary.scope_missed);
    }
    none_looked_at_tell(analysis, summary.none_looked_at);
    for (size_t i = 0; i < analysis->count; i++) {
        summary.leaked_objects += analysis->processes[i]->leaks.objects;
        summary.leaked_bytes += analysis->processes[i]->leaks.bytes;
        summary.findings += analysis->processes[i]->findings.count;
        summary.errors += errors_of(&analysis->processes[i]->findings);
        summary.selections += analysis->processes[i]->selection.told;
        summary.summed += analysis->processes[i]->past.summed;
        summary.in_part += !analysis->processes[i]->past.summed && recording_tells_in_part(analysis->processes[i]);
        summary.memchecked += analysis->processes[i]->memchecked != NULL;
        heap_sum(&summary, analysis->processes[i]);
        killed_sum(&summary, analysis->processes[i]);
        summary.called |= process_has_called(analysis->processes[i]);
        summary.diagnostics += analysis->processes[i]->diagnostics.count;
    }
    return summary;
}

void report_first_finding(const struct report *report, char text[REPORT_FINDING_BYTES])
{
    const struct analysis *analysis = report->analysis;
    size_t i = 0;
    text[0] = '\0';
    while (i < analysis->count && analysis->processes[i]->findings.count == 0) {
        i++;
    }
    if (i == analysis->count) {
        return;
    }
    const struct finding *finding = analysis->processes[i]->findings.list[0];
    char site[SITE_TEXT_BYTES] = "";
    if (finding->cause != 0) {
        site_text(&analysis->processes[i]->sites, finding->cause, site, sizeof(site));
    }
    snprintf(text, REPORT_FINDING_BYTES, "%s (%s)%s%s", finding_name(finding->code),
             finding_severity_name(finding->severity), site[0] ? ": " : "", site);
}

const char *report_reader_reason(const struct report *report)
{
    return report->analysis->trace.reader_reason;
}

const char *report_issue(const struct report *report, size_t index)
{
    const struct trace_result *trace = &report->analysis->trace;
    return index < trace->issue_count && index < TRACE_ISSUES_MAX ? trace->issues[index] : NULL;
}
