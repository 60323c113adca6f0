/* SPDX-License-Identifier: MIT */
/* The sections on what the program did: scopes, pool, buffers, calls, threads, diagnostics, marks. */
#include "report_internal.h"

enum { LIST_SHOWN = 50 };

static size_t shown(size_t count)
{
    return count < LIST_SHOWN ? count : LIST_SHOWN;
}

static cJSON *open_scopes(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < process->scopes.open.count; i++) {
        const struct scope_open *open = process->scopes.open.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_site(item, "entered_at", process, open->key.site);
        json_count(item, "thread", open->key.thread);
        cJSON_AddBoolToObject(item, "function", open->key.function != 0);
        cJSON_AddBoolToObject(item, "inherited", open->key.inherited != 0);
        json_count(item, "scopes", open->scopes);
        json_count(item, "records", open->records);
        json_count(item, "depth_min", open->depth_min);
        json_count(item, "depth_max", open->depth_max);
        json_count(item, "first_scope", open->first_scope);
        json_time(item, "first_ns", process, open->first_ns);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

cJSON *json_scopes(const struct process *process)
{
    const struct scopes *scopes = &process->scopes;
    cJSON *object = cJSON_CreateObject();
    json_count(object, "entered", scopes->entered);
    json_count(object, "exited", scopes->exited);
    json_count(object, "exits_of_global_scope", scopes->exits_of_global);
    json_count(object, "never_left", scopes->never_left);
    json_count(object, "frames_never_left", scopes->frames_open);
    json_count(object, "depth_max", process->timeline.depth_max);
    cJSON_AddItemToObject(object, "open", open_scopes(process));
    cJSON *sites = cJSON_AddArrayToObject(object, "by_site");
    for (size_t i = 0; i < shown(scopes->sites.count); i++) {
        const struct scope_site *site = scopes->sites.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_site(item, "entered_at", process, site->key);
        cJSON_AddBoolToObject(item, "function", site->function);
        json_count(item, "entered", site->entered);
        json_count(item, "depth_max", site->depth_max);
        cJSON_AddItemToArray(sites, item);
    }
    return object;
}

static void pool_counts_add(cJSON *object, const struct pool_counts *counts)
{
    uint64_t asked = counts->hits + counts->misses;
    json_count(object, "hits", counts->hits);
    json_count(object, "misses", counts->misses);
    if (asked > 0) {
        cJSON_AddNumberToObject(object, "hit_rate", (double)counts->hits / (double)asked);
    } else {
        cJSON_AddNullToObject(object, "hit_rate");
    }
    json_count(object, "pooled", counts->pooled);
    json_count(object, "full", counts->full);
    json_count(object, "duplicates", counts->duplicates);
}

cJSON *json_pool(const struct process *process)
{
    const struct pool *pool = &process->pool;
    cJSON *object = cJSON_CreateObject();
    pool_counts_add(object, &pool->counts);
    json_count(object, "clears", pool->clears);
    json_count(object, "kept_objects", process->at_end.pooled_objects);
    json_count(object, "kept_bytes", process->at_end.pooled_bytes);
    cJSON *keys = cJSON_AddArrayToObject(object, "by_key");
    for (size_t i = 0; i < shown(pool->keys.count); i++) {
        const struct pool_key *key = pool->keys.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_count(item, "elements", key->key.elements);
        cJSON_AddStringToObject(item, "dtype", dtype_name(key->key.dtype));
        cJSON_AddStringToObject(item, "device", device_name(key->key.device));
        json_count(item, "tensor_bytes", key->bytes);
        pool_counts_add(item, &key->counts);
        json_count(item, "kept", key->kept);
        json_count(item, "kept_max", key->kept_max);
        cJSON_AddItemToArray(keys, item);
    }
    return object;
}

static void buffer_outcomes_add(cJSON *object, const uint64_t outcomes[BUFFER_OUTCOMES])
{
    for (unsigned i = 0; i < BUFFER_OUTCOMES; i++) {
        json_count(object, buffer_name(i), outcomes[i]);
    }
}

cJSON *json_buffers(const struct process *process)
{
    const struct buffers *buffers = &process->buffers;
    cJSON *object = cJSON_CreateObject();
    buffer_outcomes_add(object, buffers->outcomes);
    json_count(object, "deferred", buffers->deferred);
    json_count(object, "freed", buffers->freed);
    json_count(object, "bytes_at_end", buffers->bytes);
    json_count(object, "peak_bytes", buffers->bytes_max);
    json_time(object, "peak_ns", process, buffers->bytes_max > 0 ? buffers->bytes_max_ns : process->first_ns);
    cJSON *sites = cJSON_AddArrayToObject(object, "by_site");
    for (size_t i = 0; i < shown(buffers->sites.count); i++) {
        const struct buffer_site *site = buffers->sites.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_site(item, "site", process, site->key);
        buffer_outcomes_add(item, site->outcomes);
        json_count(item, "largest_bytes", site->capacity_max);
        cJSON_AddItemToArray(sites, item);
    }
    return object;
}

static cJSON *call_of(const struct calls *calls, enum tl_event_id id)
{
    cJSON *call = cJSON_CreateObject();
    json_count(call, "calls", calls->made[id]);
    if (!call_outcome_name(id, 0)) {
        return call;
    }
    cJSON *outcomes = cJSON_AddObjectToObject(call, "outcomes");
    for (unsigned i = 0; i < CALL_OUTCOMES; i++) {
        if (calls->outcomes[id][i] > 0) {
            json_count(outcomes, call_outcome_name(id, i), calls->outcomes[id][i]);
        }
    }
    return call;
}

cJSON *json_calls(const struct process *process)
{
    cJSON *object = cJSON_CreateObject();
    for (unsigned i = 0; i < TL_EVENT_COUNT; i++) {
        if (event_is_call(i) && process->calls.made[i] > 0) {
            cJSON_AddItemToObject(object, trace_event_name(i), call_of(&process->calls, i));
        }
    }
    return object;
}

cJSON *json_threads(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < process->threads.threads.count; i++) {
        const struct thread *thread = process->threads.threads.entries[i];
        if (!thread_has_begun(thread)) {
            continue;
        }
        cJSON *item = cJSON_CreateObject();
        json_count(item, "thread", thread->key);
        json_count(item, "calls", thread->times[THREAD_CALLED]);
        json_count(item, "objects", thread->times[THREAD_MADE]);
        json_time(item, "first_ns", process, thread_first_ns(thread));
        json_time(item, "last_ns", process, thread_last_ns(thread));
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

cJSON *json_diagnostics(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < process->diagnostics.groups.count; i++) {
        const struct diagnostic_group *group = process->diagnostics.groups.entries[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "code", diagnostic_name(group->key.code));
        cJSON_AddStringToObject(item, "severity", severity_name(group->severity));
        cJSON_AddStringToObject(item, "meaning", diagnostic_meaning(group->key.code));
        json_count(item, "count", group->count);
        json_time(item, "first_ns", process, group->first_ns);
        json_time(item, "last_ns", process, group->last_ns);
        json_site(item, "site", process, group->key.site);
        json_site(item, "other_site", process, group->other_site);
        cJSON *example = cJSON_AddObjectToObject(item, "example");
        json_address(example, "pointer", group->pointer);
        json_count(example, "object", group->object);
        cJSON_AddStringToObject(example, "text", group->text);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

cJSON *json_marks(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < process->diagnostics.mark_count && i < MARKS_KEPT; i++) {
        const struct mark *mark = &process->diagnostics.marks[i];
        cJSON *item = cJSON_CreateObject();
        json_time(item, "time_ns", process, mark->time_ns);
        cJSON_AddStringToObject(item, "text", mark->text);
        json_site(item, "site", process, mark->site);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}
