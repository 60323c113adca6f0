/* SPDX-License-Identifier: MIT */
/* Events in, live state on. The parts: this file maps events to changes; changes.c makes them. */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "memory.h"
#include "stack.h"

static struct manager *manager_of(struct replay *replay, uint32_t number)
{
    struct manager *manager = idmap_find(&replay->managers, number);
    if (!manager) {
        manager = manager_new(number, &replay->parts);
        idmap_put(&replay->managers, number, manager);
    }
    return manager;
}

void replay_init(struct replay *replay, struct names *names, struct replay_listener listener)
{
    *replay = (struct replay){.names = names,
                              .listener = listener,
                              .parts = {.objects = {.item_bytes = sizeof(struct object)},
                                        .records = {.item_bytes = sizeof(struct record)},
                                        .scopes = {.item_bytes = sizeof(struct scope)}}};
    accounts_init(&replay->accounts);
    replay->graveyard = memory_new(sizeof(*replay->graveyard));
    replay->origins = memory_new(TL_ORIGIN_SLOTS * sizeof(*replay->origins));
    replay->origins_told = memory_new(TL_ORIGIN_SLOTS * sizeof(*replay->origins_told));
    replay->manager = manager_of(replay, 1);
    replay->totals.depth = 1;
}

void replay_free(struct replay *replay)
{
    size_t at = 0;
    for (struct manager *manager; (manager = idmap_next(&replay->managers, &at));) {
        manager_free(manager);
    }
    at = 0;
    for (struct object *object; (object = idmap_next(&replay->objects, &at));) {
        change_free(replay, object);
    }
    for (size_t i = 0; i < GRAVES; i++) {
        if (replay->graveyard->graves[i]) {
            change_free(replay, replay->graveyard->graves[i]);
        }
    }
    free(replay->graveyard);
    accounts_free(&replay->accounts);
    heap_blocks_free(&replay->logged);
    story_free(&replay->story);
    idmap_free(&replay->managers);
    idmap_free(&replay->objects);
    slab_free(&replay->parts.objects);
    slab_free(&replay->parts.records);
    slab_free(&replay->parts.scopes);
    free(replay->origins);
    free(replay->origins_told);
}

void replay_each(const struct replay *replay, void (*each)(void *context, const struct object *object), void *context)
{
    void **order = idmap_in_order(&replay->objects);
    for (size_t i = 0; i < replay->objects.count; i++) {
        each(context, order[i]);
    }
    free(order);
}

const struct object *replay_find(const struct replay *replay, uint32_t number)
{
    const struct object *object = idmap_find(&replay->objects, number);
    return object || number == 0 ? object : graveyard_find(replay->graveyard, number);
}

static void orphaned(void *context, struct object *object)
{
    change_forget_dead(context, object);
}

void replay_settle(struct replay *replay)
{
    size_t at = 0;
    for (struct manager *manager; (manager = idmap_next(&replay->managers, &at));) {
        scope_left(manager, orphaned, replay);
    }
}

static void origin_told(struct replay *replay, const struct tl_event_origin *origin)
{
    const size_t slot = origin->origin % TL_ORIGIN_SLOTS;
    const char *name = names_keep(replay->names, origin->name);
    const uint8_t kind = origin->kind < KINDS ? origin->kind : TL_KIND_UNKNOWN;
    replay->origins[slot] = (struct facts){
        .kind = kind,
        .owner = origin->owner,
        .dtype = origin->dtype,
        .device = origin->device,
        .site = origin->site,
        .elements = origin->elements,
        .bytes = origin->bytes,
        .account = accounts_of(&replay->accounts, name, origin->site, kind, devices_of_kind(origin->device)),
    };
    replay->origins_told[slot] = true;
}

static void scope_entered(struct replay *replay, struct scope facts)
{
    facts.thread = replay->thread;
    facts.entered_ns = replay->time_ns;
    facts.entered_event = replay->events;
    facts.inherited = replay->inheriting;
    scope_push(replay->manager, facts);
    change_depth(replay);
}

/* Tells of all scopes from the innermost to `last`. */
static void leaving_tell(const struct replay *replay, const struct scope *last)
{
    const struct scope *scope = replay->listener.left ? replay->manager->top : NULL;
    while (scope && scope->outer) {
        replay->listener.left(replay->listener.context, scope);
        scope = scope == last ? NULL : scope->outer;
    }
}

static void scope_exited(struct replay *replay, uint32_t number)
{
    const struct scope *scope = number == 0 ? NULL : scope_find(replay->manager, number);
    if (scope) {
        leaving_tell(replay, scope);
        scope_leave(replay->manager, scope, orphaned, replay);
        change_depth(replay);
    }
}

/* Objects that the manager still counted, or that its tensors are, are nobody's concern any more. */
static void objects_dropped(struct replay *replay, const struct manager *manager)
{
    uint32_t *numbers = memory_new((replay->objects.count + 1) * sizeof(*numbers));
    size_t count = 0;
    size_t at = 0;
    for (const struct object *object; (object = idmap_next(&replay->objects, &at));) {
        if (object->manager == manager) {
            numbers[count++] = object->number;
        }
    }
    for (size_t i = 0; i < count; i++) {
        change_ended(replay, numbers[i], TL_FATE_DROPPED);
    }
    free(numbers);
}

static void manager_ended(struct replay *replay)
{
    struct manager *manager = replay->manager;
    const struct scope *outermost = manager->top;
    if (manager->number == 1) {
        return;
    }
    while (outermost->outer && outermost->outer->outer) {
        outermost = outermost->outer;
    }
    leaving_tell(replay, outermost);
    scope_leave(manager, outermost, orphaned, replay);
    scope_left(manager, orphaned, replay);
    while (manager->top_frame) {
        frame_pop(manager, manager->top_frame->number);
    }
    objects_dropped(replay, manager);
    change_depth(replay);
}

static void frame_entered(struct replay *replay, const struct tl_event_function_enter *event)
{
    scope_entered(replay,
                  (struct scope){.number = event->scope, .depth = event->depth, .site = event->site, .function = true});
    if (event->frame != 0) {
        frame_push(replay->manager, (struct frame){.number = event->frame, .site = event->site});
    }
}

static void frame_exited(struct replay *replay, const struct tl_event_function_exit *event)
{
    replay->site = event->site;
    scope_exited(replay, event->scope);
    if (event->frame != 0) {
        frame_pop(replay->manager, event->frame);
    }
}

static void process_started(struct replay *replay, const struct tl_event_process_start *event)
{
    replay->inheriting = event->reason == TL_START_FORK;
}

static void keyframe_begun(struct replay *replay, const struct tl_event_keyframe *event)
{
    replay->retelling = true;
    replay->inherited = event->inherited;
    replay->manager = manager_of(replay, 1);
}

/* What a fork hands down, and what a keyframe tells, ends with the first context after it. */
static void context_changed(struct replay *replay, const struct tl_event_context *event)
{
    replay->retelling = false;
    replay->inheriting = false;
    replay->thread = event->thread;
    replay->manager = manager_of(replay, event->manager);
    change_depth(replay);
}

static void scope_exit_told(struct replay *replay, const struct tl_event_exit_scope *event)
{
    replay->site = event->site;
    scope_exited(replay, event->scope);
}

static void manager_inherited(struct replay *replay, const struct tl_event_inherited_manager *event)
{
    replay->manager = manager_of(replay, event->manager);
    change_depth(replay);
}

static void scope_inherited(struct replay *replay, const struct tl_event_inherited_scope *event)
{
    if (event->scope > 1 && !(replay->retelling && scope_find(replay->manager, event->scope))) {
        scope_entered(replay, (struct scope){.number = event->scope, .depth = event->depth, .site = event->site});
    }
}

static void frame_inherited(struct replay *replay, const struct tl_event_inherited_frame *event)
{
    struct frame *known = replay->retelling ? frame_find(replay->manager, event->frame) : NULL;
    if (known) {
        known->bytes = 0; /* its buffers are told after this */
    } else {
        frame_push(replay->manager,
                   (struct frame){.number = event->frame, .site = event->site, .inherited = replay->inheriting});
    }
}

/* Buffers go with their frame, deferred ones too. */
static void buffer_made(struct replay *replay, uint32_t number, uint64_t bytes)
{
    struct frame *frame = number == 0 ? NULL : frame_find(replay->manager, number);
    if (frame) {
        frame->bytes += bytes;
    }
}

static void buffer_asked(struct replay *replay, const struct tl_event_get_buffer *event)
{
    if (event->outcome == TL_BUFFER_MADE || event->outcome == TL_BUFFER_GROWN) {
        buffer_made(replay, event->frame, event->capacity);
    }
}

static void pool_released(struct replay *replay, const struct tl_event_pool_release *event)
{
    replay->site = event->site;
    if (event->outcome == TL_POOL_POOLED) {
        change_ended(replay, event->object, TL_FATE_POOLED);
    }
}

/* What each event does, those that change nothing left out. */
#define HANDLERS                                                                                                       \
    HANDLER(process_start, process_started(replay, told))                                                              \
    HANDLER(keyframe, keyframe_begun(replay, told))                                                                    \
    HANDLER(context, context_changed(replay, told))                                                                    \
    HANDLER(origin, origin_told(replay, told))                                                                         \
    HANDLER(object_new, change_new(replay, told))                                                                      \
    HANDLER(object_reuse, change_reused(replay, told))                                                                 \
    HANDLER(object_device, change_device(replay, told))                                                                \
    HANDLER(object_stream, change_stream(replay, told))                                                                \
    HANDLER(object_end, change_ended(replay, told->object, told->fate))                                                \
    HANDLER(enter_scope,                                                                                               \
            scope_entered(replay, (struct scope){.number = told->scope, .depth = told->depth, .site = told->site}))    \
    HANDLER(exit_scope, scope_exit_told(replay, told))                                                                 \
    HANDLER(function_enter, frame_entered(replay, told))                                                               \
    HANDLER(function_exit, frame_exited(replay, told))                                                                 \
    HANDLER(register_struct, change_registered(replay, told->object, told->site, told->count, told->outcome))          \
    HANDLER(register_struct_named, change_registered(replay, told->object, told->site, told->count, told->outcome))    \
    HANDLER(register_tensor, change_registered(replay, told->object, told->site, told->count, told->outcome))          \
    HANDLER(register_vec_ptr, change_registered(replay, told->object, told->site, told->count, told->outcome))         \
    HANDLER(register_ptr, change_registered(replay, told->object, told->site, told->count, told->outcome))             \
    HANDLER(unregister, change_unregistered(replay, told))                                                             \
    HANDLER(ptr_acquire, change_acquired(replay, told->object, told->site, told->count, told->outcome))                \
    HANDLER(tensor_acquire, change_acquired(replay, told->object, told->site, told->count, told->outcome))             \
    HANDLER(ptr_release, change_released(replay, told->object, told->site, told->count, told->fate))                   \
    HANDLER(tensor_release, change_released(replay, told->object, told->site, told->count, told->fate))                \
    HANDLER(release_ptr, change_released(replay, told->object, told->site, told->count, told->fate))                   \
    HANDLER(record_release, change_record_released(replay, told))                                                      \
    HANDLER(element_release, change_element_released(replay, told))                                                    \
    HANDLER(tensor_free, change_tensor_freed(replay, told))                                                            \
    HANDLER(pool_release, pool_released(replay, told))                                                                 \
    HANDLER(keep, change_kept(replay, told))                                                                           \
    HANDLER(vector_holds, change_held(replay, told))                                                                   \
    HANDLER(logged_alloc, change_logged_alloc(replay, told))                                                           \
    HANDLER(logged_free, change_logged_free(replay, told))                                                             \
    HANDLER(restate, change_restated(replay, told))                                                                    \
    HANDLER(get_buffer, buffer_asked(replay, told))                                                                    \
    HANDLER(inherited_buffer, buffer_made(replay, told->frame, told->bytes))                                           \
    HANDLER(manager_end, manager_ended(replay))                                                                        \
    HANDLER(inherited_manager, manager_inherited(replay, told))                                                        \
    HANDLER(inherited_scope, scope_inherited(replay, told))                                                            \
    HANDLER(inherited_frame, frame_inherited(replay, told))                                                            \
    HANDLER(inherited_object, change_inherited(replay, told))                                                          \
    HANDLER(inherited_record, change_inherited_record(replay, told))

#define HANDLER(event, does)                                                                                           \
    static void on_##event(struct replay *replay, const struct trace_event *any)                                       \
    {                                                                                                                  \
        const struct tl_event_##event *told = &any->as.event;                                                          \
        (void)told;                                                                                                    \
        does;                                                                                                          \
    }
HANDLERS
#undef HANDLER

bool replay_tells_device_next(const struct replay *replay, const struct trace_event *event)
{
    const bool reused = event->id == TL_EVENT_object_reuse;
    if (event->id != TL_EVENT_object_new && !reused) {
        return false;
    }
    const uint16_t origin = reused ? event->as.object_reuse.origin : event->as.object_new.origin;
    const struct facts *facts = &replay->origins[origin % TL_ORIGIN_SLOTS];
    return facts->owner == TL_OWNER_RUNTIME && devices_of_kind(facts->device) != TL_DEVICE_CPU;
}

void replay_event(struct replay *replay, const struct trace_event *event)
{
    static void (*const handlers[TL_EVENT_COUNT])(struct replay * replay, const struct trace_event *event) = {
#define HANDLER(event, does) [TL_EVENT_##event] = on_##event,
        HANDLERS
#undef HANDLER
    };
    replay->time_ns = event->time_ns;
    replay->events++;
    if (handlers[event->id]) {
        handlers[event->id](replay, event);
    }
}
