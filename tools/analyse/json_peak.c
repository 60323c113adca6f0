/* SPDX-License-Identifier: MIT */
/* The section on the peak: what was alive at it, by place and kind. */
#include "peak.h"
#include "report_internal.h"

enum { PLACES_SHOWN = 50 };

cJSON *json_peak(const struct process *process)
{
    const struct timeline_peak *peak = &process->timeline.bytes;
    struct grouping places = peak_places(&process->replay.accounts, &process->sites);
    cJSON *object = cJSON_CreateObject();
    json_count(object, "bytes", peak->value);
    json_time(object, "time_ns", process, peak->value ? peak->time_ns : process->first_ns);
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
    return object;
}
