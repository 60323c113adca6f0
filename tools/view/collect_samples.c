/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "collect_internal.h"

void collect_resident(struct collector *collector, struct member *member, uint64_t bytes, uint64_t time)
{
    collector->series.now[SERIES_RSS] += bytes - member->resident;
    member->resident = bytes;
    series_take(&collector->series, time);
}

/* Where totals by place were told, TL's are among malloc's other blocks, until the end tells of single objects. */
static enum footprint_part part_of(const struct process *process, unsigned part)
{
    return process->summaries.seconds != 0 && part <= FOOTPRINT_BUFFERS ? FOOTPRINT_MALLOC : part;
}

void collect_memory(struct collector *collector, struct member *member, const struct footprint_sample *sample,
                    uint64_t time)
{
    struct series *series = &collector->series;
    uint64_t bytes[FOOTPRINT_PARTS] = {0};
    for (unsigned part = 0; sample && part < FOOTPRINT_PARTS; part++) {
        bytes[part_of(member->process, part)] += sample->parts[part];
    }
    for (unsigned part = 0; part < FOOTPRINT_PARTS; part++) {
        series->now[SERIES_MEMORY + 1 + part] += bytes[part] - member->memory[part];
        series->now[SERIES_MEMORY] += bytes[part] - member->memory[part];
    }
    memcpy(member->memory, bytes, sizeof(bytes));
    series->sampled = true;
    series_take(series, time);
}
