/* SPDX-License-Identifier: MIT */
/* Reference counts: acquire and release. */
#include "manager/announce.h"
#include "manager/call.h"
#include "manager/diagnose.h"
#include "manager/population.h"
#include "manager/reclaim.h"
#include "manager/references.h"
#include "manager/vector.h"
#include "manager/watch_rule.h"

/* An entry for a pointer that nobody registered, of unknown kind and count 1. */
static uint32_t add_unknown(struct call *call, void *pointer)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t index = objects_add(objects, pointer);
    if (index == 0)
        return 0;
    struct object *object = object_at(objects, index);
    object->number = ++runtime.last_object;
    object->owner = TL_OWNER_FOREIGN;
    object->site = call->site;
    announce_birth(call, object);
    population_begin(object);
    return index;
}

static void tell_acquire(struct call *call, const void *pointer, uint32_t index)
{
    const struct object *object = index != 0 ? object_at(&call->manager->objects, index) : NULL;
    if (object == NULL)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_ACQUIRE_UNKNOWN, .pointer = pointer},
                 "nobody registered it; counted with unknown kind, never freed");
    else
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_ACQUIRE_FREED, .pointer = pointer, .object = object, .other_site = object->site},
            object->state == OBJECT_DEAD     ? "counted with unknown kind, never freed"
            : object->state == OBJECT_POOLED ? "it is in the pool; not counted"
                                             : "its memory has not been allocated again; not counted");
}

struct acquired manager_acquire(struct call *call, void *pointer, uint32_t index)
{
    struct objects *objects = &call->manager->objects;
    struct acquired result = {.outcome = TL_ACQUIRE_IGNORED};
    if (pointer == NULL)
        return result;
    result.outcome = TL_ACQUIRE_COUNTED;
    if (index == 0 || object_as_it_is(objects, index)->state != OBJECT_LIVE) {
        tell_acquire(call, pointer, index);
        if (index != 0 && object_at(objects, index)->state != OBJECT_DEAD)
            return (struct acquired){.outcome = TL_ACQUIRE_REFUSED,
                                     .object = (uint32_t)object_at(objects, index)->number};
        index = add_unknown(call, pointer);
        result.outcome = TL_ACQUIRE_ENTERED;
    }
    if (index == 0) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = pointer},
                 "no memory for its entry: not counted");
        return (struct acquired){.outcome = TL_ACQUIRE_REFUSED};
    }
    struct object *object = object_as_it_is(objects, index);
    if (object->count == UINT32_MAX)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_COUNT_OVERFLOW, .pointer = pointer, .object = object},
                 "the count stays");
    else
        objects->counted += object->count++ == 0;
    result.untold = watch_untold(object);
    result.object = (uint32_t)object->number;
    result.count = object->count;
    if (result.count > 1 && call_is_untold(call))
        objects_open(objects, index);
    return result;
}

enum tl_fate manager_drop_reference(struct call *call, uint32_t index)
{
    struct object *object = object_as_it_is(&call->manager->objects, index);
    return reference_dropped(object) ? TL_FATE_KEPT : reclaim_object(call, index);
}

void manager_tell_release(struct call *call, const void *pointer, uint32_t index)
{
    const struct object *object = index != 0 ? object_at(&call->manager->objects, index) : NULL;
    if (object == NULL || object->state == OBJECT_LIVE)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_RELEASE_UNKNOWN, .pointer = pointer, .object = object},
                 object == NULL ? "nobody registered or acquired it" : "this tensor was never registered or acquired");
    else if (object->state == OBJECT_POOLED)
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_RELEASE_FREED, .pointer = pointer, .object = object, .other_site = object->site},
            "its count reached 0 before, and it went into the pool");
    else
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_RELEASE_FREED, .pointer = pointer, .object = object, .other_site = object->site},
            "its count reached 0 before (calls since: %llu%s)",
            (unsigned long long)(runtime.calls - object->freed_call),
            object->state == OBJECT_QUARANTINED ? "" : "; or the address is a new block's that nobody registered");
}

struct released manager_release(struct call *call, const void *pointer, uint32_t index, bool alarm)
{
    if (pointer == NULL)
        return (struct released){.fate = TL_FATE_IGNORED};
    const struct object *object = index != 0 ? object_as_it_is(&call->manager->objects, index) : NULL;
    struct released result = {.fate = TL_FATE_UNKNOWN,
                              .untold = watch_untold(object),
                              .object = object != NULL ? (uint32_t)object->number : 0};
    if (object == NULL || object->state != OBJECT_LIVE || object->count == 0) {
        if (alarm)
            manager_tell_release(call, pointer, index);
        return result;
    }
    result.count = object->count - 1;
    result.fate = manager_drop_reference(call, index);
    return result;
}
