/* SPDX-License-Identifier: MIT */
#include "manager/population.h"

#include "manager/summary.h"
#include "runtime/runtime.h"
#include "runtime/snapshot.h"

bool population_counted;

void population_start(void)
{
    population_counted = runtime.options.snapshot_at != 0 || runtime.options.summary != 0;
}

void population_change(const struct object *object, enum population_change change)
{
    static uint64_t live_bytes;
    live_bytes += change == POPULATION_BIRTH ? object->bytes : -object->bytes;
    if (runtime.options.snapshot_at != 0)
        snapshot_live(live_bytes);
    if (runtime.options.summary != 0)
        summary_count(object, change);
}

void population_end_all(const struct objects *objects)
{
    uint32_t place = 0;
    for (uint32_t index = population_counted ? objects_next(objects, &place) : 0; index != 0;
         index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state == OBJECT_LIVE)
            population_change(object, POPULATION_DEATH);
    }
}
