/* SPDX-License-Identifier: MIT */
#include "recording.h"

#include <stdio.h>

#include "report_internal.h"

static void limit_add(struct recording_limits *limits, const char *sentence)
{
    if (limits->count < RECORDING_SENTENCES) {
        snprintf(limits->sentences[limits->count++], RECORDING_SENTENCE_BYTES, "%s", sentence);
    }
}

static void past_limits(struct recording_limits *limits, const struct past *past)
{
    if (!past->cut) {
        return;
    }
    limit_add(limits, "the beginning was overwritten: objects that came and went before it are not in the trace");
    if (past->waiting) {
        limit_add(limits, "too little is left to tell what is alive: only misuse is told of this process");
        return;
    }
    limit_add(limits, "how objects that are older than the trace came to be held is not known");
    if (!past->objects_told) {
        limit_add(limits, "what was alive when the trace begins, and still is, is not known: too much to be told");
    }
}

struct recording_limits recording_limits(const struct process *process)
{
    struct recording_limits limits = {0};
    past_limits(&limits, &process->past);
    if (process->ending == ENDED_RUNNING) {
        limit_add(&limits, "the process still ran when the snapshot was taken: what leaks is not known yet");
    }
    return limits;
}

const char *recording_mode(const struct process *process)
{
    return process->snapshot || process->past.cut ? "snapshot" : "whole";
}

cJSON *json_recording(const struct process *process)
{
    const struct recording_limits limits = recording_limits(process);
    cJSON *section = cJSON_CreateObject();
    cJSON_AddStringToObject(section, "mode", recording_mode(process));
    json_text_or_null(section, "snapshot", process->snapshot);
    if (process->past.begins_ns != 0) {
        json_time(section, "begins_ns", process, process->past.begins_ns);
    } else {
        cJSON_AddNullToObject(section, "begins_ns");
    }
    cJSON *cannot = cJSON_AddArrayToObject(section, "cannot_tell");
    for (size_t i = 0; i < limits.count; i++) {
        cJSON_AddItemToArray(cannot, cJSON_CreateString(limits.sentences[i]));
    }
    return section;
}
