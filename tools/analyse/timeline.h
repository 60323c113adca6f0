/* SPDX-License-Identifier: MIT */
/*
 * What was alive when: a bounded number of points at any length of trace, and the exact peaks. What is alive changes
 * with every other event: the totals are copied once a point, as it is left.
 */
#ifndef TLSCOPE_ANALYSE_TIMELINE_H
#define TLSCOPE_ANALYSE_TIMELINE_H

#include "replay.h"

enum { TIMELINE_POINTS = 2048 };

/* A span of time in which something changed. */
struct timeline_point {
    bool used;
    struct totals last; /* at its end */
    uint64_t bytes_max; /* over all kinds, the pool left out */
    uint64_t bytes_min;
    uint64_t objects_max;
    uint32_t depth_max;
};

/* Bytes alive on each device at the end of a span, the CPU's left out: those are the rest. */
struct device_point {
    uint64_t bytes[DEVICES_MOST];
};

struct timeline_peak {
    uint64_t value;
    int64_t time_ns; /* as event times are */
    struct totals totals;
};

struct timeline {
    int64_t start_ns;
    int64_t width_ns;              /* of each point; 0 before the first */
    struct timeline_point *points; /* TIMELINE_POINTS of them */
    struct device_point *devices;  /* likewise; NULL: all was on the CPU */
    struct timeline_point *point;  /* that time is in, its `last` not yet told; NULL: none */
    int64_t point_ns;              /* where it begins, as event times are */
    struct timeline_peak bytes;
    struct timeline_peak objects;
    uint32_t depth_max;
};

void timeline_init(struct timeline *timeline);
void timeline_free(struct timeline *timeline);

/* The point that time was in is over: those were the totals at its end. */
void timeline_leave(struct timeline *timeline, const struct totals *totals);

/* Before each change: the totals as they have been up to that time. */
static inline void timeline_pass(struct timeline *timeline, int64_t time_ns, const struct totals *totals)
{
    if (timeline->point && (uint64_t)time_ns - (uint64_t)timeline->point_ns >= (uint64_t)timeline->width_ns) {
        timeline_leave(timeline, totals);
    }
}

/* Takes the totals after a change; true when never more bytes were alive. The first call sets the start. */
bool timeline_take(struct timeline *timeline, int64_t time_ns, const struct totals *totals);

/* Likewise what is on each device, where there is more than the CPU, right after timeline_take. */
void timeline_devices(struct timeline *timeline, const struct devices *devices);

#endif
