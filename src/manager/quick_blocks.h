/* SPDX-License-Identifier: MIT */
/* Blocks of malloc's registered, moved and freed in short, likewise (`quick.h`). */
#ifndef TLSCOPE_MANAGER_QUICK_BLOCKS_H
#define TLSCOPE_MANAGER_QUICK_BLOCKS_H

#include "heap/classify.h"
#include "manager/quick_tensors.h"

/* The object of a new block, or of one that took over what has died; 0 when it is more than a block. */
static inline uint32_t quick_add_block(tlscope_manager *manager, const struct key_map_slot *slot, const void *pointer,
                                       const void *caller)
{
    struct objects *objects = &manager->objects;
    const uint32_t latest = slot != NULL ? slot->item : 0;
    const uint32_t site = site_met(caller);
    if (site == 0 || runtime.has_host || (latest != 0 && object_as_it_is(objects, latest)->state != OBJECT_DEAD))
        return 0;
    const struct block block = heap_classify(pointer);
    const uint32_t index = block.class == ADDRESS_BLOCK ? objects_add_after(objects, latest, pointer) : 0;
    if (index == 0)
        return 0;
    struct object *object = object_as_it_is(objects, index);
    object->number = ++runtime.last_object;
    object->kind = TL_KIND_STRUCT;
    object->owner = TL_OWNER_HEAP;
    object->site = site;
    object->bytes = block.bytes;
    return index;
}

/* A struct without a name: a new one, or one that is a struct already. */
static inline bool quick_register_struct(tlscope_manager *manager, const void *pointer, const void *caller)
{
    if (!quick_blocks || !quick_begin_either(TL_EVENT_register_struct, TL_EVENT_object_new))
        return false;
    struct key_map_slot *slot = objects_slot(&manager->objects, pointer);
    const bool alive = slot != NULL && object_as_it_is(&manager->objects, slot->item)->state == OBJECT_LIVE;
    const uint32_t index =
        alive ? objects_in(&manager->objects, slot) : quick_add_block(manager, slot, pointer, caller);
    struct object *object = index != 0 ? object_as_it_is(&manager->objects, index) : NULL;
    const bool may_list = object != NULL && is_kind(object, TL_KIND_STRUCT) && object->count != UINT32_MAX &&
                          scopes_add_record(&manager->scopes, index);
    if (may_list)
        reference_listed(&manager->objects, object);
    return quick_end(may_list);
}

/* Out of the current scope, or nowhere listed. */
static inline bool quick_unregister(tlscope_manager *manager, const void *pointer)
{
    struct scopes *scopes = &manager->scopes;
    if (!quick_begin(TL_EVENT_unregister))
        return false;
    struct key_map_slot *slot = objects_slot(&manager->objects, pointer);
    struct object *object = slot != NULL ? object_as_it_is(&manager->objects, slot->item) : NULL;
    if (object == NULL || object->newest_record == 0)
        return quick_end(true);
    const bool moves = object->state == OBJECT_LIVE && object->newest_record > scope_top(scopes)->first_record;
    if (moves) {
        objects_in(&manager->objects, slot);
        reference_moved(scopes, object, scopes_depth(scopes));
        objects_open_in(&manager->objects, slot);
    }
    return quick_end(moves);
}

/* With the lock taken, which it gives back: one reference less of what stands in the slot, a struct or a tensor when it
 * is the last one. False, nothing done and the lock still taken, else. */
static inline bool quick_drop(tlscope_manager *manager, struct key_map_slot *slot, const void *caller)
{
    struct objects *objects = &manager->objects;
    const uint32_t index = objects_in(objects, slot);
    struct object *object = object_as_it_is(objects, index);
    const uint32_t site = site_met(caller);
    if (object->state != OBJECT_LIVE)
        return false;
    if (reference_dropped(object))
        return quick_end(true);
    if (!quick_blocks || site == 0 || object->count == 0)
        return false;
    if (is_kind(object, TL_KIND_TENSOR))
        return quick_put_object(manager, index, site) && quick_end(true);
    if (!is_kind(object, TL_KIND_STRUCT) || object->owner != TL_OWNER_HEAP)
        return false;
    void *block = object_address(object);
    runtime.calls++; /* which the object is to note */
    references_end(objects, object);
    object_bury(objects, index, site);
    lock_give_own(&runtime.lock);
    free(block);
    return true;
}

/* One reference less, the last of a struct's or a tensor's among them; *slot as of quick_release. */
static inline bool quick_release_or_drop(tlscope_manager *manager, enum tl_event_id event, const void *pointer,
                                         const void *caller, struct key_map_slot **slot)
{
    return quick_release(manager, event, pointer, slot) || (*slot != NULL && quick_drop(manager, *slot, caller));
}

#endif
