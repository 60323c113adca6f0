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
        manager = manager_new(number);
        idmap_put(&replay->managers, number, manager);
    }
    return manager;
}

void replay_init(struct replay *replay, struct names *names, struct replay_listener listener)
{
    *replay = (struct replay){.names = names, .listener = listener};
    accounts_init(&replay->accounts);
    replay->graveyard = memory_new(sizeof(*replay->graveyard));
    replay->origins = memory_new(TL_ORIGIN_SLOTS * sizeof(*replay->origins));
    replay->origins_told = memory_new(TL_ORIGIN_SLOTS * sizeof(*replay->origins_told));
    replay->manager = manager_of(replay, 1);
    replay->totals.depth = 1;
}

void replay_free(struct replay *replay)
{
    for (size_t i = 0; i < replay->managers.size; i++) {
        if (replay->managers.slots[i].value) {
            manager_free(replay->managers.slots[i].value);
        }
    }
    for (size_t i = 0; i < replay->objects.size; i++) {
        if (replay->objects.slots[i].value) {
            change_free(replay->objects.slots[i].value);
        }
    }
    for (size_t i = 0; i < GRAVES; i++) {
        if (replay->graveyard->graves[i]) {
            change_free(replay->graveyard->graves[i]);
        }
    }
    free(replay->graveyard);
    accounts_free(&replay->accounts);
    logged_free(&replay->logged);
    story_free(&replay->story);
    idmap_free(&replay->managers);
    idmap_free(&replay->objects);
    free(replay->origins);
    free(replay->origins_told);
}

void replay_each(const struct replay *replay, void (*each)(void *context, const struct object *object), void *context)
{
    for (size_t i = 0; i < replay->objects.size; i++) {
        if (replay->objects.slots[i].value) {
            each(context, replay->objects.slots[i].value);
        }
    }
}

const struct object *replay_find(const struct replay *replay, uint32_t number)
{
    const struct object *object = number == 0 ? NULL : idmap_find(&replay->objects, number);
    return object || number == 0 ? object : graveyard_find(replay->graveyard, number);
}

static void orphaned(void *context, struct object *object)
{
    change_forget_dead(context, object);
}

void replay_settle(struct replay *replay)
{
    for (size_t i = 0; i < replay->managers.size; i++) {
        if (replay->managers.slots[i].value) {
            scope_left(replay->managers.slots[i].value, orphaned, replay);
        }
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
        .name = name,
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
    for (size_t i = 0; i < replay->objects.size; i++) {
        const struct object *object = replay->objects.slots[i].value;
        if (object && object->manager == manager) {
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
        frame_push(replay->manager, event->frame, event->site);
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

static void inherited(struct replay *replay, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_inherited_scope:
        if (event->as.inherited_scope.scope > 1 &&
            !(replay->retelling && scope_find(replay->manager, event->as.inherited_scope.scope))) {
            scope_entered(replay, (struct scope){.number = event->as.inherited_scope.scope,
                                                 .depth = event->as.inherited_scope.depth,
                                                 .site = event->as.inherited_scope.site});
        }
        break;
    case TL_EVENT_manager_end:
        manager_ended(replay);
        break;
    case TL_EVENT_vector_holds:
        change_held(replay, &event->as.vector_holds);
        break;
    case TL_EVENT_object_stream:
        change_stream(replay, &event->as.object_stream);
        break;
    case TL_EVENT_keep:
        change_kept(replay, &event->as.keep);
        break;
    case TL_EVENT_logged_alloc:
        change_logged_alloc(replay, &event->as.logged_alloc);
        break;
    case TL_EVENT_logged_free:
        change_logged_free(replay, &event->as.logged_free);
        break;
    case TL_EVENT_restate:
        change_restated(replay, &event->as.restate);
        break;
    case TL_EVENT_inherited_frame:
        if (replay->retelling && frame_find(replay->manager, event->as.inherited_frame.frame)) {
            break;
        }
        frame_push(replay->manager, event->as.inherited_frame.frame, event->as.inherited_frame.site);
        break;
    case TL_EVENT_inherited_object:
        change_inherited(replay, &event->as.inherited_object);
        break;
    case TL_EVENT_inherited_record:
        change_inherited_record(replay, &event->as.inherited_record);
        break;
    default:
        break;
    }
}

#define REGISTERED(call)                                                                                               \
    case TL_EVENT_##call:                                                                                              \
        change_registered(replay, event->as.call.object, event->as.call.site, event->as.call.count,                    \
                          event->as.call.outcome);                                                                     \
        break
#define ACQUIRED(call)                                                                                                 \
    case TL_EVENT_##call:                                                                                              \
        change_acquired(replay, event->as.call.object, event->as.call.site, event->as.call.count,                      \
                        event->as.call.outcome);                                                                       \
        break
#define RELEASED(call)                                                                                                 \
    case TL_EVENT_##call:                                                                                              \
        change_released(replay, event->as.call.object, event->as.call.site, event->as.call.count,                      \
                        event->as.call.fate);                                                                          \
        break

/* Calls that count references. */
static void counted(struct replay *replay, const struct trace_event *event)
{
    switch (event->id) {
        REGISTERED(register_struct);
        REGISTERED(register_struct_named);
        REGISTERED(register_tensor);
        REGISTERED(register_vec_ptr);
        REGISTERED(register_ptr);
        ACQUIRED(ptr_acquire);
        ACQUIRED(tensor_acquire);
        RELEASED(ptr_release);
        RELEASED(tensor_release);
        RELEASED(release_ptr);
    case TL_EVENT_unregister:
        change_unregistered(replay, &event->as.unregister);
        break;
    default:
        inherited(replay, event);
        break;
    }
}

/* Ends of objects outside the calls that count. */
static void ended(struct replay *replay, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_record_release:
        change_record_released(replay, &event->as.record_release);
        break;
    case TL_EVENT_element_release:
        change_element_released(replay, &event->as.element_release);
        break;
    case TL_EVENT_object_end:
        change_ended(replay, event->as.object_end.object, event->as.object_end.fate);
        break;
    case TL_EVENT_tensor_free:
        change_tensor_freed(replay, &event->as.tensor_free);
        break;
    case TL_EVENT_pool_release:
        replay->site = event->as.pool_release.site;
        if (event->as.pool_release.outcome == TL_POOL_POOLED) {
            change_ended(replay, event->as.pool_release.object, TL_FATE_POOLED);
        }
        break;
    default:
        counted(replay, event);
        break;
    }
}

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
    replay->time_ns = event->time_ns;
    replay->events++;
    switch (event->id) {
    case TL_EVENT_process_start:
        process_started(replay, &event->as.process_start);
        break;
    case TL_EVENT_keyframe:
        replay->retelling = true;
        replay->inherited = event->as.keyframe.inherited;
        replay->manager = manager_of(replay, 1);
        break;
    case TL_EVENT_context:
        replay->retelling = false;
        replay->inheriting = false; /* what a fork hands down is told before the child's first context */
        replay->thread = event->as.context.thread;
        replay->manager = manager_of(replay, event->as.context.manager);
        change_depth(replay);
        break;
    case TL_EVENT_origin:
        origin_told(replay, &event->as.origin);
        break;
    case TL_EVENT_object_new:
        change_new(replay, &event->as.object_new);
        break;
    case TL_EVENT_object_reuse:
        change_reused(replay, &event->as.object_reuse);
        break;
    case TL_EVENT_object_device:
        change_device(replay, &event->as.object_device);
        break;
    case TL_EVENT_enter_scope:
        scope_entered(replay, (struct scope){.number = event->as.enter_scope.scope,
                                             .depth = event->as.enter_scope.depth,
                                             .site = event->as.enter_scope.site});
        break;
    case TL_EVENT_exit_scope:
        replay->site = event->as.exit_scope.site;
        scope_exited(replay, event->as.exit_scope.scope);
        break;
    case TL_EVENT_function_enter:
        frame_entered(replay, &event->as.function_enter);
        break;
    case TL_EVENT_function_exit:
        frame_exited(replay, &event->as.function_exit);
        break;
    default:
        ended(replay, event);
        break;
    }
}
