/* SPDX-License-Identifier: MIT */
#include "manager/summary.h"

#include <time.h>

#include "manager/manager.h"
#include "manager/watch_rule.h"
#include "runtime/inheritance.h"
#include "runtime/state.h"
#include "table/site_totals.h"

static struct site_totals totals;

void summary_start(void)
{
    site_totals_init(&totals);
}

void summary_forget(void)
{
    key_map_free(&totals.by_key);
    slab_free(&totals.slab);
}

void summary_tell_mode(void)
{
    if (runtime.options.summary != 0)
        hook(summaries, .seconds = (uint32_t)runtime.options.summary);
}

void summary_count(const struct object *object, enum population_change change)
{
    if (object->number <= inheritance_objects())
        return; /* the parent's, which counts it */
    struct site_total *total = site_totals_of(&totals, object->site, object->name, object->kind);
    if (total == NULL)
        return;
    if (change == POPULATION_BIRTH)
        site_total_birth(total, object->bytes);
    else if (change == POPULATION_DEATH)
        site_total_death(total, object->bytes);
    else
        site_total_unbirth(total, object->bytes);
}

static void tell_changed(void)
{
    uint32_t place = 0;
    for (struct site_total *total = site_totals_next(&totals, &place); total != NULL;
         total = site_totals_next(&totals, &place)) {
        if (total->told)
            continue;
        hook(summary, .site = site_total_site(total), .kind = site_total_kind(total), .births = total->births,
             .born_bytes = total->born_bytes, .deaths = total->deaths, .live_bytes = total->live_bytes,
             .peak = total->peak, .peak_bytes = total->peak_bytes,
             .name = name_text(&runtime.names, site_total_name(total)));
        total->told = true;
    }
}

void summary_tell_sometimes(void)
{
    static time_t due;
    struct timespec clock;
    if (runtime.options.summary == 0 || !trace_records(TL_EVENT_summary))
        return;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &clock);
    if (clock.tv_sec < due)
        return;
    if (due != 0)
        tell_changed();
    due = clock.tv_sec + (time_t)runtime.options.summary;
}

void summary_tell_last(void)
{
    if (runtime.options.summary == 0 || !trace_records(TL_EVENT_summary))
        return;
    tell_changed();
    watch_some = false; /* from here on it is told of what there is */
    hook(keyframe, .objects = true, .inherited = (uint32_t)inheritance_objects());
    state_tell(true);
    runtime.told_thread = 0;
}
