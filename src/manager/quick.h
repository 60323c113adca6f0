/* SPDX-License-Identifier: MIT */
/*
 * The commonest calls in short: of a thread that owns the lock, while nobody is told anything, done with what stands in
 * the tables. Each does all that the whole call (`calls.h`) would, or nothing and returns false: then that is to be
 * made.
 */
#ifndef TLSCOPE_MANAGER_QUICK_H
#define TLSCOPE_MANAGER_QUICK_H

#include <stdlib.h>

#include "manager/manager.h"
#include "manager/site.h"
#include "runtime/thread.h"

/* Nobody but the tables keeps account of blocks and tensors; settled at start. */
extern bool quick_blocks;

/* Once all that might has started. */
void quick_start(void);

/* Takes the lock; false when the call is one to be told, as either event. Where nobody may record, the processor goes
 * straight on, past the same instructions as with tracing compiled out. */
static inline bool quick_begin_either(enum tl_event_id event, enum tl_event_id other)
{
    const bool untold = __builtin_expect(thread_tells == TELLS_NOBODY, true) ||
                        (TRACE_IS_BUILT && thread_tells == TELLS_TRACE && !trace_records(event) &&
                         (other == event || !trace_records(other)));
    return __builtin_expect(untold && lock_take_own(&runtime.lock), true);
}
static inline bool quick_begin(enum tl_event_id event)
{
    return quick_begin_either(event, event);
}

static inline bool quick_end(bool done)
{
    runtime.calls += done;
    lock_give_own(&runtime.lock);
    return done;
}

/* A scope may be left in short: its thread's own, with nothing to be released. The global one is no thread's. */
static inline bool quick_may_leave(const struct scopes *scopes)
{
    const struct scope *scope = scope_top(scopes);
    const bool may_leave = scope->thread == runtime_this_thread && scopes->records.count == scope->first_record;
    return __builtin_expect(may_leave, true);
}

/* For the scope of a call from a place that is known; 0 when it cannot be entered in short. */
static inline uint32_t quick_scope_site(const struct scopes *scopes, const void *caller)
{
    return __builtin_expect(scopes->scopes.count < scopes->scopes.capacity, true) ? site_met(caller) : 0;
}

static inline void quick_push_scope(struct scopes *scopes, uint32_t site)
{
    scopes_push(scopes, (struct scope){.number = ++runtime.last_scope, .thread = runtime_this_thread, .site = site});
}

static inline bool quick_enter_scope(tlscope_manager *manager, const void *caller)
{
    if (!quick_begin(TL_EVENT_enter_scope))
        return false;
    const uint32_t site = quick_scope_site(&manager->scopes, caller);
    if (__builtin_expect(site != 0, true))
        quick_push_scope(&manager->scopes, site);
    return quick_end(site != 0);
}

static inline bool quick_exit_scope(tlscope_manager *manager)
{
    if (!quick_begin(TL_EVENT_exit_scope))
        return false;
    const bool may_leave = quick_may_leave(&manager->scopes);
    if (may_leave)
        scopes_pop(&manager->scopes);
    return quick_end(may_leave);
}

/* One reference more of what is alive and was looked at. */
static inline bool quick_count(struct objects *objects, struct key_map_slot *slot)
{
    const uint32_t index = objects_in(objects, slot);
    struct object *object = index != 0 ? object_as_it_is(objects, index) : NULL;
    if (object == NULL || object->state != OBJECT_LIVE || object->count == UINT32_MAX)
        return false;
    objects->counted += object->count++ == 0;
    objects_open_in(objects, slot);
    return true;
}

static inline bool quick_acquire(tlscope_manager *manager, enum tl_event_id event, const void *pointer)
{
    if (!quick_begin(event))
        return false;
    struct key_map_slot *slot = objects_slot(&manager->objects, pointer);
    return quick_end(objects_acquire_open(slot) || quick_count(&manager->objects, slot));
}

/* One reference less, and others left. Not done, it leaves what it found in *slot, with the lock taken, or NULL
 * without. */
static inline bool quick_release(tlscope_manager *manager, enum tl_event_id event, const void *pointer,
                                 struct key_map_slot **slot)
{
    *slot = NULL;
    if (!quick_begin(event))
        return false;
    *slot = objects_slot(&manager->objects, pointer);
    const bool done = objects_release_open(*slot);
    return *slot != NULL && !done ? false : quick_end(done);
}

enum { QUICK_SLOTS = 16 };

static inline bool quick_function_enter(tlscope_manager *manager, int64_t slots, const void *caller)
{
    struct frames *frames = &manager->frames;
    if (!quick_begin(TL_EVENT_function_enter))
        return false;
    const bool has_room = (uint64_t)slots <= QUICK_SLOTS && frames->frames.count < frames->frames.capacity &&
                          frames->slots.capacity - frames->slots.count >= QUICK_SLOTS;
    const uint32_t site = has_room ? quick_scope_site(&manager->scopes, caller) : 0;
    if (site != 0) {
        quick_push_scope(&manager->scopes, site);
        frames_push(frames,
                    (struct frame){.number = ++runtime.last_frame,
                                   .claims = manager->objects.claims,
                                   .depth = scopes_depth(&manager->scopes),
                                   .site = site},
                    (uint32_t)slots);
    }
    return quick_end(site != 0);
}

/* With a scope that may be left, no buffers but those in its few slots, and those nobody else's. */
static inline bool quick_may_end(const tlscope_manager *manager)
{
    const struct frames *frames = &manager->frames;
    const struct frame *frame = frame_top(frames);
    return frame != NULL && frame->depth == scopes_depth(&manager->scopes) && quick_may_leave(&manager->scopes) &&
           frame->claims == manager->objects.claims && frame_slots(frames) <= QUICK_SLOTS &&
           frames->deferred.count == frame->first_deferred;
}

static inline bool quick_function_exit(tlscope_manager *manager)
{
    void *blocks[QUICK_SLOTS];
    struct buffer buffer;
    unsigned count = 0;
    if (!quick_begin_either(TL_EVENT_function_exit, TL_EVENT_buffer_freed))
        return false;
    const bool may_end = quick_may_end(manager);
    if (may_end) {
        while (frames_take_buffer(&manager->frames, &buffer))
            blocks[count++] = buffer_address(&buffer);
        frames_pop(&manager->frames);
        scopes_pop(&manager->scopes);
    }
    quick_end(may_end);
    for (unsigned i = 0; i < count; i++)
        free(blocks[i]);
    return may_end;
}

/* A new buffer in an empty slot. False, nothing done, when memory is out, *made then NULL, or was somebody's who is to
 * be told of: the whole call is to take *made, since another malloc might return another block. */
static inline bool quick_make_buffer(tlscope_manager *manager, struct buffer *buffer, uint64_t bytes, void **made)
{
    *made = malloc(bytes);
    if (*made == NULL || objects_forget_dead(&manager->objects, *made) != 0)
        return false;
    frames_replace(&manager->frames, buffer, *made, bytes, 0);
    return true;
}

/* The slot's buffer where that is large enough, else a new one where it has none: one more is to be told of. Not done,
 * *result is a block for the whole call, or NULL. */
static inline bool quick_get_buffer(tlscope_manager *manager, int64_t slot, int64_t bytes, void **result)
{
    struct frames *frames = &manager->frames;
    *result = NULL;
    if (!quick_begin(TL_EVENT_get_buffer))
        return false;
    struct buffer *buffer =
        frames_count(frames) != 0 && (uint64_t)slot < frame_slots(frames) ? frame_slot(frames, (uint32_t)slot) : NULL;
    bool done = false;
    if (buffer != NULL && (uint64_t)bytes <= buffer->bytes)
        done = (*result = buffer_address(buffer)) != NULL;
    else if (buffer != NULL && buffer->hidden == 0 && (uint64_t)bytes <= FRAME_BUFFER_MOST)
        done = quick_make_buffer(manager, buffer, (uint64_t)bytes, result);
    return quick_end(done);
}

#endif
