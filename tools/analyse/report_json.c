/* SPDX-License-Identifier: MIT */
/* The JSON report as a whole, and its summaries. report.schema.json says what every field means. */
#include <time.h>

#include "print.h"
#include "recording.h"
#include "report_internal.h"

void start_text(const struct trace_result *trace, int64_t time_ns, char text[START_TEXT_BYTES])
{
    struct tm parts;
    time_t seconds = (time_t)(time_ns / 1000000000);
    text[0] = '\0';
    if (trace->clock_is_unix && gmtime_r(&seconds, &parts)) {
        size_t length = strftime(text, START_TEXT_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
        snprintf(text + length, START_TEXT_BYTES - length, ".%09ldZ", (long)(time_ns % 1000000000));
    }
}

static cJSON *kind_counts(const struct totals *totals, unsigned kind)
{
    cJSON *item = cJSON_CreateObject();
    json_count(item, "objects", totals->objects[kind]);
    json_count(item, "bytes", totals->bytes[kind]);
    return item;
}

static void peak_add(cJSON *summary, const struct process *process)
{
    const struct timeline *timeline = &process->timeline;
    json_count(summary, "peak_bytes", timeline->bytes.value);
    json_time(summary, "peak_bytes_ns", process, timeline->bytes.value ? timeline->bytes.time_ns : process->first_ns);
    json_count(summary, "peak_objects", timeline->objects.value);
    json_time(summary, "peak_objects_ns", process,
              timeline->objects.value ? timeline->objects.time_ns : process->first_ns);
    cJSON *kinds = cJSON_AddObjectToObject(summary, "at_peak_bytes_by_kind");
    for (unsigned i = 0; i < KINDS; i++) {
        cJSON_AddItemToObject(kinds, kind_name(i), kind_counts(&timeline->bytes.totals, i));
    }
}

static void kinds_add(cJSON *summary, const struct process *process)
{
    const struct lifetimes *made = &process->lifetimes;
    cJSON *kinds = cJSON_AddObjectToObject(summary, "by_kind");
    for (unsigned i = 0; i < KINDS; i++) {
        cJSON *item = cJSON_AddObjectToObject(kinds, kind_name(i));
        json_count(item, "made_objects", made->made_objects[i]);
        json_count(item, "made_bytes", made->made_bytes[i]);
        json_count(item, "end_objects", process->at_end.objects[i]);
        json_count(item, "end_bytes", process->at_end.bytes[i]);
    }
}

/* Those of unknown ordinal, by kind, and those that have one. */
static void devices_add_to(cJSON *summary, const struct process *process)
{
    const struct devices *devices = &process->replay.accounts.devices;
    const struct lifetimes *made = &process->lifetimes;
    cJSON *object = cJSON_AddObjectToObject(summary, "by_device");
    for (uint32_t i = 0; i < devices->count; i++) {
        const struct device *device = &devices->list[i];
        const struct leak_amount leaked = leaks_on(&process->leaks, i);
        cJSON *item = cJSON_AddObjectToObject(object, device->name);
        json_count(item, "made_objects", made->device_objects[i]);
        json_count(item, "made_bytes", made->device_bytes[i]);
        json_count(item, "end_objects", device->objects);
        json_count(item, "end_bytes", device->bytes);
        json_count(item, "pooled_objects", device->pooled_objects);
        json_count(item, "pooled_bytes", device->pooled_bytes);
        json_count(item, "leaked_objects", leaked.objects);
        json_count(item, "leaked_bytes", leaked.bytes);
        json_count(item, "peak_objects", device->peak_objects);
        json_count(item, "peak_bytes", device->peak_bytes);
    }
}

static void runtime_add(cJSON *summary, const struct process *process)
{
    if (process->ending != ENDED_NORMALLY) {
        cJSON_AddNullToObject(summary, "runtime_counters");
        return;
    }
    cJSON *counters = cJSON_AddObjectToObject(summary, "runtime_counters");
    json_count(counters, "events", process->end.events);
    json_count(counters, "calls", process->end.calls);
    json_count(counters, "depth", process->end.depth);
    json_count(counters, "frames", process->end.frames);
    json_count(counters, "counted", process->end.counted);
    json_count(counters, "pooled", process->end.pooled);
    cJSON_AddBoolToObject(counters, "agrees", process->counters_agree);
}

static void identity_add(cJSON *summary, const struct analysis *analysis, const struct process *process)
{
    char start[START_TEXT_BYTES];
    start_text(&analysis->trace, process->first_ns, start);
    cJSON_AddStringToObject(summary, "program", process->program);
    json_count(summary, "pid", process->pid);
    json_count(summary, "parent_pid", process->parent_pid);
    cJSON_AddBoolToObject(summary, "forked", process->forked);
    cJSON_AddStringToObject(summary, "host", analysis->trace.hostname);
    cJSON_AddStringToObject(summary, "start", start);
    json_time(summary, "start_offset_ns", analysis->processes[0], process->first_ns);
    json_count(summary, "duration_ns", (uint64_t)(process->last_ns - process->first_ns));
    cJSON_AddStringToObject(summary, "runtime_version", process->version);
    cJSON_AddStringToObject(summary, "settings", process->settings);
    cJSON_AddStringToObject(summary, "ended", process_ending_name(process->ending));
}

static void exit_add(cJSON *summary, const struct process_exit *ended)
{
    if (ended->by == EXIT_UNKNOWN) {
        cJSON_AddNullToObject(summary, "exit");
        return;
    }
    cJSON *how = cJSON_AddObjectToObject(summary, "exit");
    cJSON_AddNumberToObject(how, ended->by == EXIT_BY_SIGNAL ? "signal" : "code", ended->number);
}

static cJSON *summary_of(const struct analysis *analysis, const struct process *process)
{
    cJSON *summary = cJSON_CreateObject();
    identity_add(summary, analysis, process);
    exit_add(summary, &process->exit);
    json_count(summary, "events", process->events);
    json_count(summary, "events_lost", process->events_lost);
    if (process->ending == ENDED_NORMALLY) {
        json_count(summary, "events_emitted", process->end.events);
    } else {
        cJSON_AddNullToObject(summary, "events_emitted");
    }
    cJSON_AddBoolToObject(summary, "from_beginning", process->from_beginning);
    cJSON_AddBoolToObject(summary, "certain", analysis_is_certain(analysis, process));
    json_count(summary, "objects_of_lost_origin", process->replay.unknown_objects);
    json_count(summary, "leaked_objects", process->leaks.objects);
    json_count(summary, "leaked_bytes", process->leaks.bytes);
    json_count(summary, "diagnostics", process->diagnostics.count);
    json_count(summary, "end_objects", process->at_end.all_objects);
    json_count(summary, "end_bytes", process->at_end.all_bytes);
    peak_add(summary, process);
    kinds_add(summary, process);
    devices_add_to(summary, process);
    runtime_add(summary, process);
    return summary;
}

static void process_add(cJSON *object, const struct analysis *analysis, const struct process *process)
{
    cJSON_AddItemToObject(object, "summary", summary_of(analysis, process));
    cJSON_AddItemToObject(object, "recording", json_recording(process));
    cJSON_AddItemToObject(object, "totals", json_totals(process));
    cJSON_AddItemToObject(object, "findings", json_findings(process));
    cJSON_AddItemToObject(object, "leaks", json_leaks(process, analysis_is_certain(analysis, process)));
    cJSON_AddItemToObject(object, "diagnostics", json_diagnostics(process));
    cJSON_AddItemToObject(object, "peak", json_peak(process));
    cJSON_AddItemToObject(object, "lifetimes", json_lifetimes(process));
    cJSON_AddItemToObject(object, "timeline", json_timeline(process));
    cJSON_AddItemToObject(object, "scopes", json_scopes(process));
    cJSON_AddItemToObject(object, "pool", json_pool(process));
    cJSON_AddItemToObject(object, "buffers", json_buffers(process));
    cJSON_AddItemToObject(object, "calls", json_calls(process));
    cJSON_AddItemToObject(object, "threads", json_threads(process));
    cJSON_AddItemToObject(object, "marks", json_marks(process));
    cJSON_AddItemToObject(object, "heap", json_heap(process));
    cJSON_AddItemToObject(object, "memory", json_memory(process));
    cJSON_AddItemToObject(object, "memcheck", json_memcheck(process));
    cJSON_AddItemToObject(object, "sites", json_sites(process));
}

static cJSON *trace_of(const struct analysis *analysis)
{
    static const char *const statuses[] = {
        [TRACE_WHOLE] = "whole", [TRACE_PARTLY] = "partly", [TRACE_UNREADABLE] = "unreadable"};
    const struct trace_result *trace = &analysis->trace;
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "read", statuses[trace->status]);
    cJSON *damage = cJSON_AddArrayToObject(object, "damage");
    for (size_t i = 0; i < trace->issue_count && i < TRACE_ISSUES_MAX; i++) {
        cJSON_AddItemToArray(damage, cJSON_CreateString(trace->issues[i]));
    }
    json_count(object, "bytes", trace->bytes);
    json_count(object, "bytes_damaged", trace->bytes_damaged);
    json_count(object, "events", trace->events);
    json_count(object, "events_lost", analysis_lost(analysis));
    json_count(object, "events_unknown", trace->events_unknown);
    json_count(object, "packets_lost", trace->packets_lost);
    json_count(object, "heap_events", trace->heap_events);
    json_count(object, "heap_events_lost", analysis_heap_lost(analysis));
    json_count(object, "gpu_events", trace->gpu_events);
    json_count(object, "gpu_events_lost", trace->gpu_events_discarded);
    json_count(object, "processes", analysis->count);
    cJSON_AddStringToObject(object, "reader", trace->reader == TRACE_READER_DIRECT ? "direct" : "babeltrace2");
    json_text_or_null(object, "reader_reason", trace->reader_reason[0] ? trace->reader_reason : NULL);
    return object;
}

/* The whole report; without sections on a process when the trace tells of none. */
static cJSON *report_of(const struct analysis *analysis)
{
    cJSON *root = cJSON_CreateObject();
    json_count(root, "schema_version", REPORT_SCHEMA_VERSION);
    cJSON_AddItemToObject(root, "trace", trace_of(analysis));
    if (analysis->count > 0) {
        process_add(root, analysis, analysis->processes[0]);
    }
    cJSON *children = cJSON_AddArrayToObject(root, "children");
    for (size_t i = 1; i < analysis->count; i++) {
        cJSON *child = cJSON_CreateObject();
        process_add(child, analysis, analysis->processes[i]);
        cJSON_AddItemToArray(children, child);
    }
    return root;
}

cJSON *report_json(const struct report *report)
{
    return report_of(report->analysis);
}

bool report_write_json(const struct report *report, FILE *file)
{
    return print_write(report_json(report), file);
}
