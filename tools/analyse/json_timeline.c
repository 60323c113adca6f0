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

/* What is not on another device is on the CPU. */
static uint64_t bytes_on(const struct timeline *timeline, size_t point, uint32_t device)
{
    uint64_t bytes = 0;
    if (device != TL_DEVICE_CPU) {
        return timeline->devices[point].bytes[device];
    }
    for (unsigned i = 0; i < KINDS; i++) {
        bytes += timeline->points[point].last.bytes[i];
    }
    for (uint32_t i = TL_DEVICE_CPU + 1; i < DEVICES_MOST; i++) {
        bytes -= timeline->devices[point].bytes[i];
    }
    return bytes;
}

static cJSON *device_column(const struct timeline *timeline, uint32_t device)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < TIMELINE_POINTS; i++) {
        if (timeline->points[i].used) {
            cJSON_AddItemToArray(array, cJSON_CreateNumber((double)bytes_on(timeline, i, device)));
        }
    }
    return array;
}

/* Nothing where all was on the CPU: that is in the other columns. */
static void devices_add_to(cJSON *object, const struct process *process)
{
    const struct devices *devices = &process->replay.accounts.devices;
    cJSON *columns = cJSON_AddObjectToObject(object, "device_bytes");
    for (uint32_t i = 0; process->timeline.devices && i < devices->count; i++) {
        if (device_is_used(&devices->list[i])) {
            cJSON_AddItemToObject(columns, devices->list[i].name, device_column(&process->timeline, i));
        }
    }
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
    devices_add_to(object, process);
    return object;
}
