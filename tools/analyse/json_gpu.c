/* SPDX-License-Identifier: MIT */
/* What CUPTI saw of the devices: whose their memory is, and what they did. */
#include "report_internal.h"

static cJSON *sample_json(const struct process *process, const struct gpu_sample *sample)
{
    cJSON *item = cJSON_CreateObject();
    json_time(item, "time_ns", process, sample->time_ns);
    cJSON *parts = cJSON_AddObjectToObject(item, "parts");
    for (unsigned part = 0; part < GPU_PARTS; part++) {
        json_count(parts, gpu_parts[part].name, sample->parts[part]);
    }
    json_count(item, "managed", sample->managed);
    json_count(item, "available", sample->available);
    return item;
}

static void work_add(cJSON *object, const char *name, const struct gpu_work *work)
{
    cJSON *item = cJSON_AddObjectToObject(object, name);
    json_count(item, "count", work->count);
    json_count(item, "bytes", work->bytes);
    json_count(item, "duration_ns", work->ns);
}

static cJSON *sources_json(const struct gpu *gpu, uint32_t ordinal)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < gpu->sources.count; i++) {
        const struct gpu_source *source = gpu->sources.entries[i];
        if (source->key.ordinal != ordinal) {
            continue;
        }
        cJSON *item = cJSON_CreateObject();
        json_text_or_null(item, "library", source->text);
        json_count(item, "most_bytes", source->most);
        json_count(item, "end_bytes", source->bytes);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *device_json(const struct process *process, const struct gpu_device *device)
{
    cJSON *item = cJSON_CreateObject();
    json_count(item, "ordinal", device->key);
    json_text_or_null(item, "name", device->name);
    json_count(item, "total", device->total);
    cJSON_AddItemToObject(item, "peak", sample_json(process, &device->peak));
    cJSON_AddItemToObject(item, "end", sample_json(process, &device->last));
    cJSON_AddItemToObject(item, "sources", sources_json(&process->gpu, device->key));
    work_add(item, "kernels", &device->kernels);
    work_add(item, "copies", &device->copies);
    work_add(item, "memsets", &device->sets);
    return item;
}

cJSON *json_gpu(const struct process *process)
{
    const struct gpu *gpu = &process->gpu;
    if (!gpu->recorded) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_count(item, "events", gpu->events);
    json_count(item, "events_lost", gpu->events_lost);
    json_count(item, "records_dropped", gpu->dropped);
    cJSON_AddBoolToObject(item, "whole", gpu_is_whole(gpu));
    cJSON_AddBoolToObject(item, "same_clock", gpu->same_clock);
    cJSON *devices = cJSON_AddArrayToObject(item, "devices");
    for (size_t i = 0; i < gpu->devices.count; i++) {
        cJSON_AddItemToArray(devices, device_json(process, gpu->devices.entries[i]));
    }
    return item;
}
