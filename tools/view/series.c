/* SPDX-License-Identifier: MIT */
#include "series.h"

#include <stdlib.h>
#include <string.h>

#include "json_memory.h"
#include "memory.h"

/* The series that decides at which moment a point has its value; its own where it is no part. */
static enum series_value sum_of(enum series_value value)
{
    if ((value >= SERIES_BYTES_UNKNOWN && value < SERIES_OBJECTS_UNKNOWN) ||
        (value >= SERIES_DEVICE_CPU && value < SERIES_POOLED_BYTES)) {
        return SERIES_BYTES;
    }
    if (value > SERIES_MEMORY) {
        return SERIES_MEMORY;
    }
    return value >= SERIES_OBJECTS_UNKNOWN && value < SERIES_DEVICE_CPU ? SERIES_OBJECTS : value;
}

/* Whether there is anything to tell of it: a machine has few devices, and memory may not have been sampled. */
static bool is_told(const struct series *series, enum series_value value)
{
    if (series->totals && value >= SERIES_DEVICE_CPU && value <= SERIES_SCOPE_DEPTH) {
        return false;
    }
    if (value >= SERIES_DEVICE_3 && value < SERIES_POOLED_BYTES) {
        return (uint32_t)(value - SERIES_DEVICE_CPU) < series->devices;
    }
    return value < SERIES_MEMORY || series->sampled;
}

enum { SERIES_POINTS = 4096 };

/* A span of time. One that nothing changed in is as the one before it was at its end. */
struct series_point {
    bool used;
    uint64_t most[SERIES_VALUES];
    uint64_t last[SERIES_VALUES];
};

void series_init(struct series *series)
{
    *series = (struct series){.width = 1, .points = memory_new(SERIES_POINTS * sizeof(struct series_point))};
}

void series_free(struct series *series)
{
    free(series->points);
}

/* Raises each value to another's, that of a part when its sum's is raised. */
static void raise(uint64_t *most, const uint64_t *other)
{
    bool more[SERIES_VALUES];
    for (unsigned i = 0; i < SERIES_VALUES; i++) {
        more[i] = other[i] > most[i];
    }
    for (unsigned i = 0; i < SERIES_VALUES; i++) {
        most[i] = more[sum_of(i)] ? other[i] : most[i];
    }
}

/* The point that stands for two neighbours. */
static struct series_point merged(const struct series_point *left, const struct series_point *right)
{
    if (!left->used || !right->used) {
        return left->used ? *left : *right;
    }
    struct series_point point = *right;
    memcpy(point.most, left->most, sizeof(point.most));
    raise(point.most, right->most);
    return point;
}

static void widen(struct series *series)
{
    struct series_point *points = series->points;
    for (size_t i = 0; i < SERIES_POINTS / 2; i++) {
        points[i] = merged(&points[2 * i], &points[2 * i + 1]);
    }
    for (size_t i = SERIES_POINTS / 2; i < SERIES_POINTS; i++) {
        points[i].used = false;
    }
    series->width *= 2;
}

void series_change(struct series *series, struct totals *before, const struct totals *totals)
{
    for (size_t i = 0; i < KINDS; i++) {
        series->now[SERIES_BYTES_UNKNOWN + i] += totals->bytes[i] - before->bytes[i];
        series->now[SERIES_OBJECTS_UNKNOWN + i] += totals->objects[i] - before->objects[i];
    }
    series->now[SERIES_POOLED_BYTES] += totals->pooled_bytes - before->pooled_bytes;
    series->now[SERIES_POOLED_OBJECTS] += totals->pooled_objects - before->pooled_objects;
    series->now[SERIES_SCOPE_DEPTH] = totals->depth;
    series->now[SERIES_BYTES] = kinds_sum(&series->now[SERIES_BYTES_UNKNOWN]);
    series->now[SERIES_OBJECTS] = kinds_sum(&series->now[SERIES_OBJECTS_UNKNOWN]);
    *before = *totals;
}

static void peak_take(struct series_peak *peak, uint64_t value, uint64_t time)
{
    if (value > peak->value) {
        *peak = (struct series_peak){value, time};
    }
}

static struct series_point *point_at(struct series *series, uint64_t time)
{
    while (time / series->width >= SERIES_POINTS) {
        widen(series);
    }
    struct series_point *point = &series->points[time / series->width];
    if (!point->used) {
        point->used = true;
        memcpy(point->most, series->taken, sizeof(point->most));
    }
    return point;
}

void series_take(struct series *series, uint64_t time)
{
    series->time = time > series->time ? time : series->time; /* a damaged trace may go back */
    struct series_point *point = point_at(series, series->time);
    raise(point->most, series->now);
    memcpy(point->last, series->now, sizeof(point->last));
    memcpy(series->taken, series->now, sizeof(series->taken));
    if (series->now[SERIES_BYTES] > series->bytes.value) {
        memcpy(series->at_peak, series->now, sizeof(series->at_peak));
    }
    peak_take(&series->bytes, series->now[SERIES_BYTES], time);
    peak_take(&series->objects, series->now[SERIES_OBJECTS], time);
}

static void value_write(const struct series *series, struct tlview *tlview, enum tlview_column column,
                        enum series_value value, const uint64_t *values)
{
    if (is_told(series, value)) {
        tlview_add(tlview, column, values[value]);
    }
}

static void point_write(const struct series *series, struct tlview *tlview, uint64_t time, const uint64_t *values)
{
    tlview_add(tlview, TLVIEW_SERIES_TIME, time);
#define SERIES(code, name) value_write(series, tlview, TLVIEW_SERIES_##code, SERIES_##code, values);
#include "series.def"
#undef SERIES
}

static void points_write(struct series *series, uint64_t duration, struct tlview *tlview)
{
    static const uint64_t nothing[SERIES_VALUES];
    const uint64_t *held = nothing;
    point_at(series, duration);
    for (size_t i = 0; i <= duration / series->width; i++) {
        const struct series_point *point = &series->points[i];
        point_write(series, tlview, i * series->width, point->used ? point->most : held);
        held = point->used ? point->last : held;
    }
}

static const char *const series_names[] = {
#define SERIES(code, name) name,
#include "series.def"
#undef SERIES
};

static void names_write(const struct series *series, struct tlview *tlview)
{
    struct json_memory json;
    json_memory_begin(&json, '[');
    for (unsigned i = 0; i < SERIES_VALUES; i++) {
        if (is_told(series, i)) {
            json_text(&json.stream, NULL, series_names[i]);
        }
    }
    tlview_add_json(tlview, TLVIEW_SERIES_NAMES, json_memory_end(&json, ']'));
}

static void peak_begin(struct json_stream *json, const char *name, const struct series_peak *peak)
{
    json_open(json, name, '{');
    json_number(json, "value", peak->value);
    json_number(json, "time", peak->time);
}

/* What all else was then. */
static void at_peak_write(struct json_stream *json, const struct series *series)
{
    json_open(json, "series", '{');
    for (unsigned i = 0; i < SERIES_VALUES; i++) {
        if (is_told(series, i)) {
            json_number(json, series_names[i], series->at_peak[i]);
        }
    }
    json_close(json, '}');
}

void series_write(struct series *series, uint64_t duration, struct tlview *tlview)
{
    struct json_memory json;
    points_write(series, duration, tlview);
    names_write(series, tlview);
    json_memory_begin(&json, '{');
    peak_begin(&json.stream, "bytes", &series->bytes);
    at_peak_write(&json.stream, series);
    json_close(&json.stream, '}');
    peak_begin(&json.stream, "objects", &series->objects);
    json_close(&json.stream, '}');
    tlview_add_json(tlview, TLVIEW_PEAK, json_memory_end(&json, '}'));
}
