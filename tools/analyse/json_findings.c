/* SPDX-License-Identifier: MIT */
/* The section on findings, which scripts read: what leaked, was misused, grows. */
#include "report_internal.h"

static cJSON *places_of(const struct process *process, const struct finding *finding)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < finding->place_count; i++) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "role", finding->places[i].role);
        json_site(item, "place", process, finding->places[i].site);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static void growth_add(cJSON *item, const struct process *process, const struct finding *finding)
{
    cJSON_AddNumberToObject(item, "objects_per_iteration", finding->objects_per_iteration);
    cJSON_AddNumberToObject(item, "bytes_per_iteration", finding->bytes_per_iteration);
    json_count(item, "iterations", finding->iterations);
    json_count(item, "iterations_keeping", finding->iterations_keeping);
    json_site(item, "loop", process, finding->loop);
}

static cJSON *callers_of(const struct process *process, const struct finding *finding)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < finding->caller_count && i < FINDING_CALLERS; i++) {
        cJSON *item = cJSON_CreateObject();
        json_count(item, "times", finding->callers[i].times);
        cJSON_AddItemToObject(item, "stack", json_stack(process, finding->callers[i].site));
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static void devices_add_to(cJSON *item, const struct finding *finding)
{
    cJSON *devices = cJSON_AddObjectToObject(item, "by_device");
    for (size_t i = 0; i < finding->devices_in_all.count; i++) {
        const struct finding_device *on = &finding->devices_in_all.list[i];
        cJSON *device = cJSON_AddObjectToObject(devices, on->device->name);
        json_count(device, "objects", on->objects);
        json_count(device, "bytes", on->bytes);
    }
}

static cJSON *finding_of(const struct process *process, const struct finding *finding)
{
    cJSON *item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "key", finding->key);
    cJSON_AddStringToObject(item, "category", finding_category_name(finding->category));
    cJSON_AddStringToObject(item, "code", finding_name(finding->code));
    cJSON_AddStringToObject(item, "severity", finding_severity_name(finding->severity));
    cJSON_AddStringToObject(item, "confidence", finding_confidence_name(finding->confidence));
    cJSON_AddStringToObject(item, "sentence", finding->sentence);
    cJSON_AddStringToObject(item, "fix", finding->fix);
    json_count(item, "objects", finding->objects);
    json_count(item, "bytes", finding->bytes);
    cJSON_AddItemToObject(item, "estimated",
                          finding->estimate.objects > 0 ? estimate_json(&finding->estimate, &process->selection)
                                                        : cJSON_CreateNull());
    devices_add_to(item, finding);
    json_count(item, "times", finding->times);
    json_text_or_null(item, "kind", finding->kind < 0 ? NULL : kind_name((unsigned)finding->kind));
    cJSON_AddStringToObject(item, "name", finding->name);
    json_site(item, "cause", process, finding->cause);
    cJSON_AddItemToObject(item, "stack",
                          finding->stack_site != 0 ? json_stack(process, finding->stack_site) : cJSON_CreateNull());
    cJSON_AddItemToObject(item, "callers", callers_of(process, finding));
    cJSON_AddItemToObject(item, "places", places_of(process, finding));
    json_count(item, "example", finding->example);
    if (finding->objects_per_iteration > 0) {
        growth_add(item, process, finding);
    }
    return item;
}

cJSON *json_findings(const struct process *process)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < process->findings.count; i++) {
        cJSON_AddItemToArray(array, finding_of(process, process->findings.list[i]));
    }
    return array;
}
