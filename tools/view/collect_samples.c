/* SPDX-License-Identifier: MIT */
#include "collect_internal.h"

void collect_resident(struct collector *collector, struct member *member, uint64_t bytes, uint64_t time)
{
    collector->series.now[SERIES_RSS] += bytes - member->resident;
    member->resident = bytes;
    series_take(&collector->series, time);
}

void collect_memory(struct collector *collector, struct member *member, const struct footprint_sample *sample,
                    uint64_t time)
{
    struct series *series = &collector->series;
    for (unsigned part = 0; part < FOOTPRINT_PARTS; part++) {
        const uint64_t bytes = sample ? sample->parts[part] : 0;
        series->now[SERIES_MEMORY + 1 + part] += bytes - member->memory[part];
        series->now[SERIES_MEMORY] += bytes - member->memory[part];
        member->memory[part] = bytes;
    }
    series->sampled = true;
    series_take(series, time);
}
