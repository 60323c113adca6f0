/* SPDX-License-Identifier: MIT */
/*
 * What was alive when, over all processes: a bounded number of points at any length of trace, equally far apart, each
 * the most within its span of time. The parts of a sum are those at the moment when the sum was at its most, so that
 * they add up.
 */
#ifndef TLSCOPE_VIEW_SERIES_H
#define TLSCOPE_VIEW_SERIES_H

#include "replay.h"
#include "tlview.h"

enum series_value {
#define SERIES(code, name) SERIES_##code,
#include "series.def"
#undef SERIES
    SERIES_VALUES
};

struct series_peak {
    uint64_t value;
    uint64_t time;
};

struct series {
    uint64_t width;                /* of a span */
    uint64_t time;                 /* of the last change */
    uint64_t now[SERIES_VALUES];   /* at this moment */
    uint64_t taken[SERIES_VALUES]; /* when it was taken last */
    uint32_t devices;              /* how many are told of */
    bool sampled;                  /* what memory is made of was told */
    bool totals;                   /* by place, and no more: devices, pool, buffers and scopes are not known */
    struct series_point *points;
    struct series_peak bytes;
    uint64_t at_peak[SERIES_VALUES]; /* of bytes: points have the most of each within their span */
    struct series_peak objects;
};

void series_init(struct series *series);
void series_free(struct series *series);

/* What one process has changes: `before` is what it had when this was called last, which becomes `totals`. */
void series_change(struct series *series, struct totals *before, const struct totals *totals);

/* Bytes of a device, or of slot buffers, may just be changed in `now`, and so may what memory is made of. When all
 * changes of a moment are made: */
void series_take(struct series *series, uint64_t time);

/* Writes all points of a recording of that many nanoseconds, their names and the peaks. */
void series_write(struct series *series, uint64_t duration, struct tlview *tlview);

#endif
