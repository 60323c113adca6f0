/* SPDX-License-Identifier: MIT */
#include "timeline.h"

#include <stdlib.h>

#include "memory.h"

enum { WIDTH_FIRST_NS = 1000 };

void timeline_init(struct timeline *timeline)
{
    *timeline = (struct timeline){.points = memory_new(TIMELINE_POINTS * sizeof(struct timeline_point))};
}

void timeline_free(struct timeline *timeline)
{
    free(timeline->points);
    free(timeline->devices);
}

/* The point that stands for two neighbours. */
static struct timeline_point merged(const struct timeline_point *left, const struct timeline_point *right)
{
    if (!left->used || !right->used) {
        return left->used ? *left : *right;
    }
    struct timeline_point point = *right;
    point.bytes_max = left->bytes_max > right->bytes_max ? left->bytes_max : right->bytes_max;
    point.bytes_min = left->bytes_min < right->bytes_min ? left->bytes_min : right->bytes_min;
    point.objects_max = left->objects_max > right->objects_max ? left->objects_max : right->objects_max;
    point.depth_max = left->depth_max > right->depth_max ? left->depth_max : right->depth_max;
    return point;
}

/* The later of two neighbours, as their values are those at the end. */
static void widen_devices(const struct timeline *timeline)
{
    for (size_t i = 0; timeline->devices && i < TIMELINE_POINTS / 2; i++) {
        timeline->devices[i] = timeline->devices[2 * i + timeline->points[2 * i + 1].used];
    }
}

static void widen(struct timeline *timeline)
{
    struct timeline_point *points = timeline->points;
    widen_devices(timeline);
    for (size_t i = 0; i < TIMELINE_POINTS / 2; i++) {
        points[i] = merged(&points[2 * i], &points[2 * i + 1]);
    }
    for (size_t i = TIMELINE_POINTS / 2; i < TIMELINE_POINTS; i++) {
        points[i] = (struct timeline_point){0};
    }
    timeline->width_ns *= 2;
}

static struct timeline_point *point_enter(struct timeline *timeline, int64_t time_ns)
{
    const int64_t since = time_ns > timeline->start_ns ? time_ns - timeline->start_ns : 0;
    while (since / timeline->width_ns >= TIMELINE_POINTS) {
        widen(timeline);
    }
    const int64_t index = since / timeline->width_ns;
    timeline->point = &timeline->points[index];
    timeline->point_ns = timeline->start_ns + index * timeline->width_ns;
    return timeline->point;
}

void timeline_leave(struct timeline *timeline, const struct totals *totals)
{
    if (timeline->point) {
        timeline->point->last = *totals;
        timeline->point = NULL;
    }
}

static bool peak_take(struct timeline_peak *peak, uint64_t value, int64_t time_ns, const struct totals *totals)
{
    if (value <= peak->value) {
        return false;
    }
    *peak = (struct timeline_peak){value, time_ns, *totals};
    return true;
}

static void point_take(struct timeline_point *point, const struct totals *totals)
{
    const uint64_t bytes = totals->all_bytes;
    const uint64_t objects = totals->all_objects;
    point->bytes_min = bytes < point->bytes_min || !point->used ? bytes : point->bytes_min;
    point->bytes_max = bytes > point->bytes_max ? bytes : point->bytes_max;
    point->objects_max = objects > point->objects_max ? objects : point->objects_max;
    point->depth_max = totals->depth > point->depth_max ? totals->depth : point->depth_max;
    point->used = true;
}

bool timeline_take(struct timeline *timeline, int64_t time_ns, const struct totals *totals)
{
    if (timeline->width_ns == 0) {
        timeline->start_ns = time_ns;
        timeline->width_ns = WIDTH_FIRST_NS;
    }
    const bool most = peak_take(&timeline->bytes, totals->all_bytes, time_ns, totals);
    peak_take(&timeline->objects, totals->all_objects, time_ns, totals);
    timeline->depth_max = totals->depth > timeline->depth_max ? totals->depth : timeline->depth_max;
    point_take(timeline->point ? timeline->point : point_enter(timeline, time_ns), totals);
    return most;
}

void timeline_devices(struct timeline *timeline, const struct devices *devices)
{
    if (!timeline->devices) {
        timeline->devices = memory_new(TIMELINE_POINTS * sizeof(*timeline->devices));
    }
    struct device_point *point = &timeline->devices[timeline->point - timeline->points];
    for (uint32_t i = TL_DEVICE_CPU + 1; i < devices->count; i++) {
        point->bytes[i] = devices->list[i].bytes;
    }
}
