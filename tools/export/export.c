/* SPDX-License-Identifier: MIT */
#include "export.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats.h"
#include "memory.h"
#include "recording.h"
#include "report_internal.h"
#include "shown.h"

#ifndef TLSCOPE_HAVE_SQLITE
#define export_sqlite NULL
#endif

const struct export_format export_formats[] = {
#define FORMAT(name, many, medium, summary) {#name, summary, many, EXPORT_##medium, export_##name},
#include "formats.def"
#undef FORMAT
    {NULL, NULL, false, EXPORT_TEXT, NULL},
};

const struct export_format *export_format_find(const char *name)
{
    for (const struct export_format *format = export_formats; format->name; format++) {
        if (strcmp(format->name, name) == 0) {
            return format;
        }
    }
    return NULL;
}

struct process_list export_processes(const struct report *report)
{
    const struct analysis *analysis = report->analysis;
    struct process_list list = {0};
    for (size_t i = 0; i < analysis->count; i++) {
        const struct process *process = analysis->processes[i];
        struct listed_process *listed = process_list_add(&list, process->pid);
        listed->program = process->program ? shown_copy(process->program) : NULL;
        listed->calls = calls_total(&process->calls);
    }
    return list;
}

/* NULL: all of them. */
static const struct process *process_chosen(const struct report *report, const struct export_request *request)
{
    return request->process == EXPORT_ALL ? NULL : report->analysis->processes[request->process];
}

void export_limits_tell(const struct report *report, const struct export_request *request, FILE *file)
{
    const struct analysis *analysis = report->analysis;
    const struct process *chosen = process_chosen(report, request);
    for (size_t i = 0; i < analysis->count; i++) {
        const struct process *process = analysis->processes[i];
        const struct recording_limits limits = recording_limits(process);
        for (size_t j = 0; (!chosen || process == chosen) && j < limits.count; j++) {
            fprintf(file, "tlscope: process %" PRIu32 ": %s\n", process->pid, limits.sentences[j]);
        }
    }
}

uint64_t export_process_leaked(const struct report *report, size_t index)
{
    return report->analysis->processes[index]->leaks.objects;
}

static void play_trace(const struct export_source *source, const struct trace_listener *listener)
{
    struct trace_result *result = memory_new(sizeof(*result));
    trace_read(source->request->trace, listener, result);
    free(result);
}

bool export_write(const struct report *report, const struct export_request *request, const struct export_output *output)
{
    const struct export_source source = {
        .analysis = report->analysis,
        .process = process_chosen(report, request),
        .request = request,
        .play = play_trace,
    };
    return request->format->write(&source, output);
}
