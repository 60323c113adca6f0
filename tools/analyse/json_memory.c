/* SPDX-License-Identifier: MIT */
/* The section on what memory is made of. */
#include "report_internal.h"

static cJSON *sample_json(const struct process *process, const struct footprint_sample *sample)
{
    cJSON *item = cJSON_CreateObject();
    json_time(item, "time_ns", process, sample->time_ns);
    json_count(item, "resident", sample->resident);
    json_count(item, "swapped", sample->swapped);
    cJSON *parts = cJSON_AddObjectToObject(item, "parts");
    for (unsigned part = 0; part < FOOTPRINT_PARTS; part++) {
        json_count(parts, footprint_parts[part].name, sample->parts[part]);
    }
    json_count(item, "absent", sample->absent);
    return item;
}

static cJSON *growth_json(const struct footprint *footprint)
{
    const struct footprint_sample *from = &footprint->first;
    const struct footprint_sample *to = &footprint->last;
    cJSON *item = cJSON_CreateObject();
    cJSON_AddNumberToObject(item, "resident", (double)(int64_t)(to->resident - from->resident));
    cJSON_AddNumberToObject(item, "swapped", (double)(int64_t)(to->swapped - from->swapped));
    cJSON *parts = cJSON_AddObjectToObject(item, "parts");
    for (unsigned part = 0; part < FOOTPRINT_PARTS; part++) {
        cJSON_AddNumberToObject(parts, footprint_parts[part].name, (double)footprint_growth(from, to, part));
    }
    cJSON_AddNumberToObject(item, "absent", (double)(int64_t)(to->absent - from->absent));
    return item;
}

static cJSON *host_json(const struct process *process)
{
    const struct footprint *footprint = &process->footprint;
    if (footprint->count == 0) {
        return cJSON_CreateNull();
    }
    cJSON *host = cJSON_CreateObject();
    json_count(host, "samples", footprint->count);
    cJSON_AddBoolToObject(host, "malloc_counted", footprint->last.counted);
    cJSON_AddItemToObject(host, "first", sample_json(process, &footprint->first));
    cJSON_AddItemToObject(host, "peak", sample_json(process, &footprint->peak));
    cJSON_AddItemToObject(host, "end", sample_json(process, &footprint->last));
    cJSON_AddItemToObject(host, "growth", growth_json(footprint));
    return host;
}

cJSON *json_memory(const struct process *process)
{
    cJSON *memory = cJSON_CreateObject();
    cJSON_AddItemToObject(memory, "host", host_json(process));
    cJSON_AddItemToObject(memory, "gpu", json_gpu(process));
    return memory;
}
