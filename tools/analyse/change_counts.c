/* SPDX-License-Identifier: MIT */
/* Calls that count references, and what they say in the ledgers. */
#include "changes_internal.h"
#include "stack.h"

/* What an event's 16 bits say of the count that should now be `expected`. */
static uint32_t count_told(uint32_t told, uint32_t expected)
{
    return told < TL_COUNT_MAX || expected < TL_COUNT_MAX ? told : expected;
}

/* References that explain an excess can be no more than it; acquires are believed longest. */
static void explanations_clamp(struct object *object)
{
    uint32_t excess = object_excess(object);
    object->acquires = object->acquires < excess ? object->acquires : excess;
    excess -= object->acquires;
    object->twice = object->twice < excess ? object->twice : excess;
    excess -= object->twice;
    object->moved = object->moved < excess ? object->moved : excess;
}

static enum ledger_op register_op(unsigned outcome)
{
    return outcome == TL_REGISTER_RETURNED  ? LEDGER_RETURNED
           : outcome == TL_REGISTER_ADOPTED ? LEDGER_ADOPTED
                                            : LEDGER_REGISTERED;
}

void change_registered(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome)
{
    struct object *object = outcome > TL_REGISTER_ADOPTED ? NULL : change_object(replay, number);
    if (!object) {
        return;
    }
    record_add(&replay->parts, replay->manager->top, object);
    object->register_site = site;
    change_count(replay, object, count_told(count, object->count + (outcome != TL_REGISTER_ADOPTED)));
    if (outcome == TL_REGISTER_RETURNED || outcome == TL_REGISTER_ADOPTED) {
        object->moved -= object->moved > 0;
        object->twice += outcome == TL_REGISTER_RETURNED;
        object->returned_from = object->unregister_site;
        object->returned_at = site;
    }
    change_note(replay, object, register_op(outcome), site, replay->manager->top, object->count);
    explanations_clamp(object);
}

/* What a scope that lets go of an object leaves alive. */
static void outlive(struct replay *replay, struct object *object, const struct scope *scope)
{
    if (scope && scope->depth > 1) {
        object->outlived = (struct scope_facts){scope->number, scope->site, replay->time_ns};
    }
}

void change_unregistered(struct replay *replay, const struct tl_event_unregister *event)
{
    const bool removed = event->outcome == TL_UNREGISTER_HIT || event->outcome == TL_UNREGISTER_WALKED;
    struct object *object = idmap_find(&replay->objects, event->object);
    if (!object || (!removed && event->outcome != TL_UNREGISTER_OUTER)) {
        return;
    }
    const struct scope *scope = scope_find(replay->manager, event->scope);
    change_note(replay, object, removed ? LEDGER_MOVED : LEDGER_NOT_MOVED, event->site, scope, object->count);
    if (!removed) {
        return;
    }
    outlive(replay, object, scope);
    struct record *record = scope ? record_find(object, scope) : NULL;
    if (record) {
        record_remove(&replay->parts, record);
    }
    object->unregister_site = event->site;
    object->moved++;
    explanations_clamp(object);
    change_forget_dead(replay, object);
}

void change_acquired(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome)
{
    struct object *object = outcome > TL_ACQUIRE_ENTERED ? NULL : change_object(replay, number);
    if (object) {
        object->acquire_site = site;
        change_count(replay, object, count_told(count, object->count + 1));
        object->acquires++;
        change_note(replay, object, LEDGER_ACQUIRED, site, NULL, object->count);
        explanations_clamp(object);
    }
}

/* Ends the object unless its count is still above 0; false when it is gone. */
static bool release(struct replay *replay, struct object *object, uint32_t count, unsigned fate)
{
    if (fate == TL_FATE_KEPT) {
        change_count(replay, object, count_told(count, object->count - (object->count > 0)));
        return true;
    }
    change_end(replay, object, fate);
    return false;
}

static bool releases(unsigned fate)
{
    return fate != TL_FATE_STALE && fate != TL_FATE_UNKNOWN && fate != TL_FATE_IGNORED;
}

void change_released(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned fate)
{
    struct object *object = releases(fate) ? change_object(replay, number) : NULL;
    replay->site = site;
    if (!object) {
        return;
    }
    change_note(replay, object, LEDGER_RELEASED, site, NULL, count);
    if (!release(replay, object, count, fate)) {
        return;
    }
    object->release_site = site;
    if (object->acquires > 0) {
        object->acquires--;
    } else if (object->moved > 0) {
        object->moved--;
    } else if (object->twice > 0) {
        object->twice--;
    }
    explanations_clamp(object);
}

/* A holder that is no scope let go: most likely it had taken over a moved reference. */
static void holder_released(struct object *object)
{
    if (object->moved > 0) {
        object->moved--;
    } else if (object->twice > 0) {
        object->twice--;
    } else if (object->acquires > 0) {
        object->acquires--;
    }
    explanations_clamp(object);
}

void change_record_released(struct replay *replay, const struct tl_event_record_release *event)
{
    struct object *object =
        releases(event->fate) ? change_object(replay, event->object) : idmap_find(&replay->objects, event->object);
    if (!object) {
        return;
    }
    struct record *record = replay->manager->leaving ? record_find(object, replay->manager->leaving) : NULL;
    if (record) {
        record_remove(&replay->parts, record);
    }
    if (!releases(event->fate)) {
        change_forget_dead(replay, object);
        return;
    }
    change_note(replay, object, LEDGER_SCOPE_LEFT, replay->site, replay->manager->leaving, event->count);
    outlive(replay, object, replay->manager->leaving);
    if (release(replay, object, event->count, event->fate)) {
        explanations_clamp(object);
    }
}

void change_element_released(struct replay *replay, const struct tl_event_element_release *event)
{
    struct object *object = releases(event->fate) ? change_object(replay, event->object) : NULL;
    if (!object) {
        return;
    }
    change_note(replay, object, LEDGER_VECTOR_FREED, replay->site, NULL, event->count);
    if (release(replay, object, event->count, event->fate)) {
        holder_released(object);
    }
}

void change_tensor_freed(struct replay *replay, const struct tl_event_tensor_free *event)
{
    struct object *object = releases(event->fate) ? change_object(replay, event->object) : NULL;
    replay->site = event->site;
    if (!object) {
        return;
    }
    change_note(replay, object, LEDGER_FREED, event->site, NULL, object->count - (object->count > 0));
    if (release(replay, object, object->count - (object->count > 0), event->fate)) {
        object->release_site = event->site;
        holder_released(object);
    }
}
