/* SPDX-License-Identifier: MIT */
#include "runtime/keyframe.h"

#include "manager/manager.h"
#include "runtime/inheritance.h"
#include "runtime/state.h"

enum { EVENTS_AN_OBJECT = 4 }; /* three or four */

/* Telling all objects takes no more than so many events. */
static bool objects_fit(uint64_t events)
{
    uint64_t objects = 0;
    for (const tlscope_manager *manager = &global_manager; manager != NULL; manager = manager_next(manager))
        objects += manager->objects.counted + tensors_count(&manager->pool.tensors);
    return objects * EVENTS_AN_OBJECT <= events;
}

static void tell(bool objects)
{
    hook(keyframe, .objects = objects, .inherited = (uint32_t)inheritance_objects());
    state_tell(objects);
    runtime.told_thread = 0; /* so that the next event is a `context` */
}

void keyframe_tell_sometimes(void)
{
    static uint64_t latest; /* event; a forked child, which counts anew, tells one at once */
    if (runtime.options.keyframe == 0 || trace.events - latest < runtime.options.keyframe ||
        !trace_records(TL_EVENT_keyframe))
        return;
    tell(objects_fit(runtime.options.keyframe / 4)); /* else too much of the trace, and of the time, would be theirs */
    latest = trace.events;
}

void keyframe_tell_last(void)
{
    if (runtime.options.keyframe != 0 && trace_records(TL_EVENT_keyframe))
        tell(objects_fit(3 * runtime.options.keyframe)); /* of the room for four: else it would overwrite itself */
}
