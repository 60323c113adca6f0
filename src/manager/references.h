/* SPDX-License-Identifier: MIT */
/* What becomes of an object's references, and of the object after the last of them. */
#ifndef TLSCOPE_MANAGER_REFERENCES_H
#define TLSCOPE_MANAGER_REFERENCES_H

#include "manager/manager.h"
#include "manager/population.h"

/* By a registration whose record has been made: one reference more, or a moved one taken over. */
static inline enum tl_register reference_listed(struct objects *objects, struct object *object)
{
    const bool first = object->count == 0;
    const bool returned = object->moved > 0;
    if (returned)
        object->moved--;
    object->records++;
    if (returned && runtime.options.moved == MOVED_ADOPT)
        return TL_REGISTER_ADOPTED;
    objects->counted += object->count++ == 0;
    return returned ? TL_REGISTER_RETURNED : first ? TL_REGISTER_FIRST : TL_REGISTER_AGAIN;
}

/* Out of the scope at `depth`, which lists the object newest; the count is left alone. */
static inline void reference_moved(struct scopes *scopes, struct object *object, uint32_t depth)
{
    scopes_remove_newest_record(scopes, object, depth);
    if (object->state != OBJECT_LIVE)
        return;
    object->records--;
    object->moved++;
    object_limit_moved(object);
}

/* One reference less; false, nothing done, when it is the last. */
static inline bool reference_dropped(struct object *object)
{
    if (object->count <= 1)
        return false;
    object->count--;
    object_limit_moved(object);
    return true;
}

/* Nothing counts the object any more. */
static inline void references_end(struct objects *objects, struct object *object)
{
    objects->counted -= object->count != 0;
    object->count = object->records = object->moved = 0;
}

/* It is alive no longer, freed in a call at `site`. */
static inline void object_end(struct object *object, uint32_t site, enum object_state state)
{
    if (object->state == OBJECT_LIVE || object->state == OBJECT_FREEING)
        population_end(object);
    object->freed_call = runtime.calls;
    object->born_until = (uint32_t)runtime.last_object;
    object->site = site;
    object->state = (uint8_t)state;
}

/* A tensor's, out of the pool: it becomes a new one, made at `site`. */
static inline void object_renew(struct object *object, uint32_t site)
{
    object->number = ++runtime.last_object;
    object->state = OBJECT_LIVE;
    object->site = site;
}

/* Dead: what it was is remembered for a while. */
static inline void object_bury(struct objects *objects, uint32_t index, uint32_t site)
{
    object_end(object_as_it_is(objects, index), site, OBJECT_DEAD);
    objects_remember(objects, index);
}

#endif
