/* SPDX-License-Identifier: MIT */
#include "manager/known.h"

#include "heap/classify.h"
#include "manager/call.h"
#include "manager/manager.h"
#include "manager/reclaim.h"

static void hold_object(const struct object *object, heap_hold hold)
{
    const bool of_numbers = object->owner == TL_OWNER_RUNTIME;
    hold(object_address(object), !of_numbers);
}

static void each_object(const struct objects *objects, heap_hold hold)
{
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state == OBJECT_LIVE || object->state == OBJECT_POOLED)
            hold_object(object, hold);
    }
}

static void each_buffer(const struct array *buffers, heap_hold hold)
{
    for (uint32_t i = 0; i < buffers->count; i++)
        hold(buffer_address((const struct buffer *)buffers->items + i), true);
}

void known_each(heap_hold hold)
{
    each_object(&global_manager.objects, hold);
    each_buffer(&global_manager.frames.slots, hold);
    each_buffer(&global_manager.frames.deferred, hold);
}

static bool check_objects(struct call *call, uint64_t after)
{
    const struct objects *objects = &call->manager->objects;
    bool dropped = false;
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state != OBJECT_LIVE || object->number <= after)
            continue;
        call->site = object->site;
        dropped = reclaim_if_replaced(call, index) || dropped;
    }
    return dropped;
}

void known_check(struct call *call, uint64_t after)
{
    const uint32_t site = call->site;
    bool again = heap_is_certain();
    while (again) /* what is dropped may move others past where the look is */
        again = check_objects(call, after);
    call->site = site;
}
