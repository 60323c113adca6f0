/* SPDX-License-Identifier: MIT */
#include "value_texts.h"

#include "json_memory.h"
#include "ledger.h"
#include "value_names.h"

static void words(struct json_stream *json, const char *name, const char *const *list, size_t count)
{
    json_open(json, name, '[');
    for (size_t i = 0; i < count; i++) {
        json_text(json, NULL, list[i]);
    }
    json_close(json, ']');
}

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

/* The lists of values.def number their words from 0, without gaps. */
#define VALUE(code, number, name) [number] = (name),
#define TL_KIND                   VALUE
static const char *const kinds[] = {
#include "values.def"
};
#undef TL_KIND
#define TL_FATE VALUE
static const char *const fates[] = {
#include "values.def"
};
#undef TL_FATE
#define TL_SEVERITY VALUE
static const char *const severities[] = {
#include "values.def"
};
#undef TL_SEVERITY
#define TL_STACK_END VALUE
static const char *const stack_ends[] = {
#include "values.def"
};
#undef TL_STACK_END
static const char *const operations[] = {
#define LEDGER(code, name, role, counts) name,
#include "ledger.def"
#undef LEDGER
};
static const char *const verdicts[] = {
    "",
#define VERDICT(code, name, leak, meaning) name,
#include "verdicts.def"
#undef VERDICT
};

static void device_words(struct json_stream *json, const struct device_names *devices)
{
    json_open(json, "device", '[');
    for (uint32_t i = 0; i < devices->count; i++) {
        json_text(json, NULL, devices->list[i].name);
    }
    json_close(json, ']');
}

char *value_texts_json(const struct device_names *devices)
{
    struct json_memory json;
    json_memory_begin(&json, '{');
    words(&json.stream, "kind", kinds, COUNT_OF(kinds));
    words(&json.stream, "end", fates, COUNT_OF(fates));
    device_words(&json.stream, devices);
    words(&json.stream, "severity", severities, COUNT_OF(severities));
    words(&json.stream, "stack_end", stack_ends, COUNT_OF(stack_ends));
    words(&json.stream, "ledger", operations, COUNT_OF(operations));
    words(&json.stream, "verdict", verdicts, COUNT_OF(verdicts));
    return json_memory_end(&json, '}');
}

static void peak_add(struct json_stream *json, const char *name, const struct process *process, uint64_t begin,
                     const struct timeline_peak *peak)
{
    const uint64_t time = peak->value > 0 ? (uint64_t)(peak->time_ns - process->first_ns) : 0;
    json_open(json, name, '{');
    json_number(json, "value", peak->value);
    json_number(json, "time", begin + time);
    json_close(json, '}');
}

static void process_add(struct json_stream *json, const struct analysis *analysis, const struct process *process,
                        uint32_t base)
{
    const int64_t after = process->first_ns - analysis->processes[0]->first_ns;
    const uint64_t begin = after > 0 ? (uint64_t)after : 0;
    json_open(json, NULL, '{');
    json_number(json, "pid", process->pid);
    json_number(json, "parent_pid", process->parent_pid);
    json_text(json, "program", process->program);
    json_number(json, "begin", begin);
    json_number(json, "end", begin + (uint64_t)(process->last_ns - process->first_ns));
    json_text(json, "ending", process_ending_name(process->ending));
    json_bool(json, "certain", analysis_is_certain(analysis, process));
    json_number(json, "site_base", base);
    peak_add(json, "peak_bytes", process, begin, &process->timeline.bytes);
    peak_add(json, "peak_objects", process, begin, &process->timeline.objects);
    json_close(json, '}');
}

char *processes_json(const struct analysis *analysis, const struct site_rows *sites)
{
    struct json_memory json;
    json_memory_begin(&json, '[');
    for (size_t i = 0; i < analysis->count; i++) {
        process_add(&json.stream, analysis, analysis->processes[i], sites->processes[i].base);
    }
    return json_memory_end(&json, ']');
}
