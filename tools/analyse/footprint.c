/* SPDX-License-Identifier: MIT */
#include "footprint.h"

#include <stdlib.h>

#include "memory.h"
#include "timeline.h"

/* Growth that is told: so much of the memory at the end, so many bytes at least, over so many samples. */
enum { GROWTH_LEAST = 16 << 20, GROWTH_SHARE = 20, GROWTH_SAMPLES = 6 };
/* Objects that may be alive more without TL being taken to have grown, and the share of those there were. */
enum { OBJECTS_FEW = 16, OBJECTS_SHARE = 4 };

const struct part footprint_parts[] = {
#define FOOTPRINT_PART(code, name, words) {#name, words},
#include "footprint.def"
#undef FOOTPRINT_PART
};

void footprint_init(struct footprint *footprint)
{
    *footprint = (struct footprint){.stride = 1};
}

void footprint_free(struct footprint *footprint)
{
    free(footprint->kept);
}

static uint64_t above(uint64_t all, uint64_t part)
{
    return all > part ? all - part : 0;
}

/* Slots that cannot be told apart go to whom they are known to belong; what is left over is OTHER. */
static void divide(struct footprint_sample *sample, const struct tl_event_footprint *told)
{
    uint64_t *parts = sample->parts;
    const uint64_t counted = parts[FOOTPRINT_LIVE] + parts[FOOTPRINT_POOL] + parts[FOOTPRINT_BUFFERS];
    const uint64_t anonymous = told->anonymous + told->swapped;
    parts[FOOTPRINT_QUARANTINE] = told->quarantined;
    parts[FOOTPRINT_MALLOC] = above(told->used + told->mapped, counted + told->quarantined);
    parts[FOOTPRINT_UNUSED] = told->unused;
    parts[FOOTPRINT_OWN] = told->own;
    const uint64_t known = counted + parts[FOOTPRINT_QUARANTINE] + parts[FOOTPRINT_MALLOC] + parts[FOOTPRINT_UNUSED] +
                           parts[FOOTPRINT_OWN];
    parts[FOOTPRINT_FILES] = told->file;
    parts[FOOTPRINT_SHARED] = told->shared;
    parts[FOOTPRINT_OTHER] = above(anonymous, known);
    sample->absent = above(known, anonymous);
}

/* Of an even spread, every second one is an even spread. */
static void keep(struct footprint *footprint, const struct footprint_sample *sample)
{
    if (footprint->count % footprint->stride != 0) {
        return;
    }
    if (!footprint->kept) {
        footprint->kept = memory_new(FOOTPRINT_SAMPLES * sizeof(*footprint->kept));
    }
    if (footprint->kept_count == FOOTPRINT_SAMPLES) {
        footprint->kept_count /= 2;
        footprint->stride *= 2;
        for (size_t i = 0; i < footprint->kept_count; i++) {
            footprint->kept[i] = footprint->kept[2 * i];
        }
    }
    footprint->kept[footprint->kept_count++] = *sample;
}

void footprint_take(struct footprint *footprint, const struct trace_event *event, const struct replay *replay,
                    uint64_t buffers, bool totals)
{
    const struct device *host = &replay->accounts.devices.list[TL_DEVICE_CPU];
    if (event->id != TL_EVENT_footprint) {
        return;
    }
    const struct tl_event_footprint *told = &event->as.footprint;
    struct footprint_sample sample = {.time_ns = event->time_ns,
                                      .resident = told->anonymous + told->file + told->shared,
                                      .swapped = told->swapped,
                                      .objects = replay->totals.all_objects,
                                      .counted = told->counted != 0};
    if (!totals) {
        sample.parts[FOOTPRINT_LIVE] = host->bytes;
        sample.parts[FOOTPRINT_POOL] = host->pooled_bytes;
        sample.parts[FOOTPRINT_BUFFERS] = buffers;
    }
    divide(&sample, told);
    if (footprint->count == 0) {
        footprint->first = sample;
    }
    if (footprint->count == 0 || sample.resident >= footprint->peak.resident) {
        footprint->peak = sample;
    }
    footprint->last = sample;
    keep(footprint, &sample);
    footprint->count++;
}

int64_t footprint_growth(const struct footprint_sample *from, const struct footprint_sample *to,
                         enum footprint_part part)
{
    return (int64_t)(to->parts[part] - from->parts[part]);
}

/* What is none of TL's. */
static const enum footprint_part outside_parts[] = {FOOTPRINT_MALLOC, FOOTPRINT_UNUSED, FOOTPRINT_OTHER};

/* A damaged trace may have any numbers: modulo 2^64. */
static int64_t growth_of(const struct footprint_sample *from, const struct footprint_sample *to,
                         const enum footprint_part *parts, size_t count)
{
    uint64_t growth = 0;
    for (size_t i = 0; i < count; i++) {
        growth += to->parts[parts[i]] - from->parts[parts[i]];
    }
    return (int64_t)growth;
}

int64_t footprint_growth_counted(const struct footprint_sample *from, const struct footprint_sample *to)
{
    static const enum footprint_part counted[] = {FOOTPRINT_LIVE, FOOTPRINT_POOL, FOOTPRINT_BUFFERS};
    return growth_of(from, to, counted, sizeof(counted) / sizeof(*counted));
}

int64_t footprint_growth_outside(const struct footprint_sample *from, const struct footprint_sample *to)
{
    const int64_t absent = (int64_t)(to->absent - from->absent);
    const int64_t growth = growth_of(from, to, outside_parts, sizeof(outside_parts) / sizeof(*outside_parts));
    return (int64_t)((uint64_t)growth - (uint64_t)(absent > 0 ? absent : 0));
}

enum footprint_part footprint_main_part(const struct footprint_sample *from, const struct footprint_sample *to)
{
    enum footprint_part most = outside_parts[0];
    for (size_t i = 1; i < sizeof(outside_parts) / sizeof(*outside_parts); i++) {
        if (footprint_growth(from, to, outside_parts[i]) > footprint_growth(from, to, most)) {
            most = outside_parts[i];
        }
    }
    return most;
}

/* The manager's counters stood still: they explain no more than a quarter of the growth. */
static bool stood_still(const struct footprint_sample *from, const struct footprint_sample *to, int64_t outside)
{
    const int64_t objects = (int64_t)(to->objects - from->objects);
    return footprint_growth_counted(from, to) <= outside / 4 &&
           objects <= OBJECTS_FEW + (int64_t)(from->objects / OBJECTS_SHARE);
}

/* After a warm-up, a third of the run; and in both halves of the rest, since what is loaded once is no growth. What is
 * given back at the very end comes after the peak. */
const struct footprint_sample *footprint_grows_from(const struct footprint *footprint)
{
    if (footprint->kept_count < GROWTH_SAMPLES) {
        return NULL;
    }
    const struct footprint_sample *from = &footprint->kept[footprint->kept_count / 3];
    const struct footprint_sample *middle = &footprint->kept[footprint->kept_count * 2 / 3];
    const struct footprint_sample *to = &footprint->peak;
    const int64_t outside = footprint_growth_outside(from, to);
    const bool much = outside >= GROWTH_LEAST && outside >= (int64_t)((to->resident + to->swapped) / GROWTH_SHARE);
    const bool steady =
        footprint_growth_outside(from, middle) >= outside / 4 && footprint_growth_outside(middle, to) >= outside / 4;
    return much && steady && to->time_ns > middle->time_ns && stood_still(from, to, outside) ? from : NULL;
}
