/* SPDX-License-Identifier: MIT */
#include "runtime/state.h"

#include "manager/announce.h"
#include "manager/manager.h"
#include "manager/watch_rule.h"

static void tell_scopes(const struct scopes *scopes)
{
    for (uint32_t level = 2; level <= scopes_depth(scopes); level++)
        hook(inherited_scope, .scope = (uint32_t)scope_at(scopes, level)->number, .depth = level,
             .site = scope_at(scopes, level)->site);
}

/* Objects that have died are the parent's story. */
static bool is_told(const struct object *object)
{
    return (object->state == OBJECT_LIVE || object->state == OBJECT_POOLED) && !watch_untold(object);
}

static void tell_objects(const struct objects *table)
{
    uint32_t place = 0;
    for (uint32_t index = objects_next(table, &place); index != 0; index = objects_next(table, &place)) {
        const struct object *object = object_at(table, index);
        if (!is_told(object))
            continue;
        announce_object(object);
        hook(inherited_object, .object = (uint32_t)object->number, .count = object->count, .moved = object->moved,
             .pooled = object->state == OBJECT_POOLED);
        if (object->kept)
            hook(keep, .pointer = (uint64_t)(uintptr_t)object_address(object), .object = (uint32_t)object->number);
    }
}

static void tell_records(const struct scopes *scopes)
{
    const struct record *records = scopes->records.items;
    for (uint32_t i = 0; i < scopes->records.count; i++) {
        const struct object *object = records[i].object != 0 ? object_at(scopes->objects, records[i].object) : NULL;
        if (object != NULL && is_told(object))
            hook(inherited_record, .object = (uint32_t)object->number,
                 .scope = (uint32_t)scope_at(scopes, scopes_depth_of_record(scopes, i))->number);
    }
}

static void tell_frames(const struct frames *all)
{
    for (uint32_t place = 0; place < frames_count(all); place++) {
        const struct frame *frame = frame_at(all, place);
        hook(inherited_frame, .frame = (uint32_t)frame->number, .depth = frame->depth, .site = frame->site);
    }
}

/* Buffers of the frame at `place`, whose entries in `stack` begin at `first` and end at `end`. */
static void tell_buffers(uint32_t frame, const struct array *stack, uint32_t first, uint32_t end, bool deferred)
{
    const struct buffer *buffers = stack->items;
    for (uint32_t i = first; i < end; i++) {
        if (buffers[i].hidden != 0)
            hook(inherited_buffer, .frame = frame, .buffer = (uint64_t)(uintptr_t)buffer_address(&buffers[i]),
                 .bytes = buffers[i].bytes, .deferred = deferred);
    }
}

static void tell_all_buffers(const struct frames *all)
{
    for (uint32_t place = 0; place < frames_count(all); place++) {
        const struct frame *frame = frame_at(all, place);
        const struct frame *next = place + 1 < frames_count(all) ? frame_at(all, place + 1) : NULL;
        tell_buffers((uint32_t)frame->number, &all->slots, frame->first_slot,
                     next != NULL ? next->first_slot : all->slots.count, false);
        tell_buffers((uint32_t)frame->number, &all->deferred, frame->first_deferred,
                     next != NULL ? next->first_deferred : all->deferred.count, true);
    }
}

static void tell_manager(const tlscope_manager *manager, bool objects)
{
    tell_scopes(&manager->scopes);
    tell_frames(&manager->frames);
    if (objects) {
        tell_objects(&manager->objects);
        tell_records(&manager->scopes);
    }
    tell_all_buffers(&manager->frames);
}

void state_tell(bool objects)
{
    announce_forget();
    tell_manager(&global_manager, objects);
    for (const tlscope_manager *manager = manager_next(&global_manager); manager != NULL;
         manager = manager_next(manager)) {
        hook(inherited_manager, .manager = manager->number);
        tell_manager(manager, objects);
    }
}
