/* SPDX-License-Identifier: MIT */
/* The timeline of the JSON report: an array a series, all of one length. */
#include "report_internal.h"

/* A column of the timeline: a number of each used point. */
static cJSON *column(const struct timeline *timeline, uint64_t (*value)(const struct timeline_point *, unsigned),
                     unsigned argument)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < TIMELINE_POINTS; i++) {
        if (timeline->points[i].used) {
            cJSON_AddItemToArray(array, cJSON_CreateNumber((double)value(&timeline->points[i], argument)));
        }
    }
    return array;
}

static uint64_t bytes_of(const struct timeline_point *point, unsigned kind)
{
    return point->last.bytes[kind];
}

static uint64_t objects_of(const struct timeline_point *point, unsigned kind)
{
    return point->last.objects[kind];
}

static uint64_t bytes_max_of(const struct timeline_point *point, unsigned unused)
{
    (void)unused;
    return point->bytes_max;
}

static uint64_t bytes_min_of(const struct timeline_point *point, unsigned unused)
{
    (void)unused;
    return point->bytes_min;
}

static uint64_t objects_max_of(const struct timeline_point *point, unsigned unused)
{
    (void)unused;
    return point->objects_max;
}

static uint64_t pooled_of(const struct timeline_point *point, unsigned unused)
{
    (void)unused;
    return point->last.pooled_bytes;
}

static uint64_t depth_of(const struct timeline_point *point, unsigned unused)
{
    (void)unused;
    return point->depth_max;
}

static cJSON *times_of(const struct process *process)
{
    const struct timeline *timeline = &process->timeline;
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < TIMELINE_POINTS; i++) {
        if (timeline->points[i].used) {
            int64_t time_ns = timeline->start_ns + (int64_t)i * timeline->width_ns;
            cJSON_AddItemToArray(array, cJSON_CreateNumber((double)(time_ns - process->first_ns)));
        }
    }
    return array;
}

cJSON *json_timeline(const struct process *process)
{
    const struct timeline *timeline = &process->timeline;
    cJSON *object = cJSON_CreateObject();
    json_count(object, "point_width_ns", (uint64_t)timeline->width_ns);
    cJSON_AddItemToObject(object, "time_ns", times_of(process));
    cJSON *bytes = cJSON_AddObjectToObject(object, "bytes");
    cJSON *objects = cJSON_AddObjectToObject(object, "objects");
    for (unsigned i = 0; i < KINDS; i++) {
        cJSON_AddItemToObject(bytes, kind_name(i), column(timeline, bytes_of, i));
        cJSON_AddItemToObject(objects, kind_name(i), column(timeline, objects_of, i));
    }
    cJSON_AddItemToObject(object, "bytes_max", column(timeline, bytes_max_of, 0));
    cJSON_AddItemToObject(object, "bytes_min", column(timeline, bytes_min_of, 0));
    cJSON_AddItemToObject(object, "objects_max", column(timeline, objects_max_of, 0));
    cJSON_AddItemToObject(object, "pooled_bytes", column(timeline, pooled_of, 0));
    cJSON_AddItemToObject(object, "scope_depth_max", column(timeline, depth_of, 0));
    return object;
}
