/* SPDX-License-Identifier: MIT */
/* The section on the peak: what was alive at it, by place and kind. */
#include "peak.h"
#include "report_internal.h"

enum { PLACES_SHOWN = 50 };

static void peak_add(cJSON *object, const struct process *process, uint64_t bytes, int64_t time_ns,
                     struct grouping places)
{
    json_count(object, "bytes", bytes);
    json_time(object, "time_ns", process, bytes > 0 ? time_ns : process->first_ns);
    cJSON *array = cJSON_AddArrayToObject(object, "by_place");
    for (size_t i = 0; i < places.count && i < PLACES_SHOWN; i++) {
        const struct peak_place *place = places.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_site(item, "place", process, place->key.place);
        cJSON_AddStringToObject(item, "kind", kind_name(place->key.kind));
        cJSON_AddStringToObject(item, "name", place->key.name);
        json_count(item, "objects", place->objects);
        json_count(item, "bytes", place->bytes);
        cJSON_AddItemToArray(array, item);
    }
    grouping_free(&places);
}

cJSON *json_peak(const struct process *process)
{
    const struct timeline_peak *peak = &process->timeline.bytes;
    const struct accounts *accounts = &process->replay.accounts;
    const struct devices *devices = &accounts->devices;
    cJSON *object = cJSON_CreateObject();
    peak_add(object, process, peak->value, peak->time_ns,
             peak->value > 0 ? peak_places(accounts, &process->sites) : (struct grouping){0});
    cJSON *of_devices = cJSON_AddObjectToObject(object, "by_device");
    for (uint32_t i = 0; devices->others && i < devices->count; i++) {
        const struct device *device = &devices->list[i];
        if (device_is_used(device)) {
            peak_add(cJSON_AddObjectToObject(of_devices, device->name), process, device->peak_bytes, device->peak_ns,
                     peak_places_on(accounts, &process->sites, i));
        }
    }
    return object;
}
