/* SPDX-License-Identifier: MIT */
#include "changes.h"

#include <stdlib.h>

#include "memory.h"
#include "stack.h"

static void totals_add(struct replay *replay, const struct object *object)
{
    replay->totals.bytes[object->facts.kind] += object->facts.bytes;
    replay->totals.objects[object->facts.kind]++;
    account_add(&replay->accounts, object->facts.account, object->facts.bytes);
    replay->totals.changed = true;
}

static void totals_take(struct replay *replay, const struct object *object)
{
    replay->totals.bytes[object->facts.kind] -= object->facts.bytes;
    replay->totals.objects[object->facts.kind]--;
    account_take(&replay->accounts, object->facts.account, object->facts.bytes);
    replay->totals.changed = true;
}

void change_depth(struct replay *replay)
{
    if (replay->totals.depth != replay->manager->depth) {
        replay->totals.depth = replay->manager->depth;
        replay->totals.changed = true;
    }
}

static void live_begin(struct replay *replay, struct object *object)
{
    if (!object->live) {
        object->live = true;
        totals_add(replay, object);
    }
}

static void pool_enter(struct replay *replay, struct object *object)
{
    if (!object->pooled) {
        object->pooled = true;
        object->manager->pooled++;
        replay->totals.pooled_objects++;
        replay->totals.pooled_bytes += object->facts.bytes;
        replay->totals.changed = true;
    }
}

static void pool_leave(struct replay *replay, struct object *object)
{
    if (object->pooled) {
        object->pooled = false;
        object->manager->pooled--;
        replay->totals.pooled_objects--;
        replay->totals.pooled_bytes -= object->facts.bytes;
        replay->totals.changed = true;
    }
}

static void count_set(struct replay *replay, struct object *object, uint32_t count)
{
    object->manager->counted -= object->count > 0;
    object->manager->counted += count > 0;
    object->count = count;
    if (count > 0) {
        pool_leave(replay, object);
        live_begin(replay, object);
    }
}

/* What an event's 16 bits say of the count that should now be `expected`. */
static uint32_t count_told(uint32_t told, uint32_t expected)
{
    return told < TL_COUNT_MAX || expected < TL_COUNT_MAX ? told : expected;
}

uint32_t object_excess(const struct object *object)
{
    return object->count > object->records ? object->count - object->records : 0;
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

void change_free(struct object *object)
{
    ledger_free(&object->ledger);
    free(object);
}

void change_forget_dead(struct replay *replay, struct object *object)
{
    if (!object->live && !object->pooled && object->count == 0 && !object->newest_record) {
        idmap_remove(&replay->objects, object->number);
        struct object *gone = graveyard_put(replay->graveyard, object);
        if (gone) {
            change_free(gone);
        }
    }
}

static void object_end(struct replay *replay, struct object *object, enum tl_fate fate)
{
    story_end(&replay->story, object, fate, replay->time_ns);
    if (object->live) {
        object->live = false;
        totals_take(replay, object);
        if (replay->listener.ended) {
            replay->listener.ended(replay->listener.context, object, fate, replay->time_ns);
        }
    }
    count_set(replay, object, 0);
    object->moved = object->twice = object->acquires = 0;
    if (fate == TL_FATE_POOLED) {
        pool_enter(replay, object);
    } else {
        pool_leave(replay, object);
    }
    change_forget_dead(replay, object);
}

/* A new entry of the ledger; `scope` may be NULL. */
static void note(struct replay *replay, struct object *object, enum ledger_op op, uint32_t site,
                 const struct scope *scope, uint32_t count)
{
    const struct ledger_entry entry = {.site = site,
                                       .scope = scope ? scope->number : 0,
                                       .count = (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX),
                                       .op = (uint16_t)op};
    ledger_add(&object->ledger, entry);
    story_add(&replay->story, object, entry, replay->time_ns);
}

static struct object *object_make(struct replay *replay, uint32_t number)
{
    struct object *object = memory_new(sizeof(*object));
    const struct scope *scope = replay->manager->top;
    object->number = number;
    object->facts.name = names_keep(replay->names, "");
    object->facts.account = accounts_of(&replay->accounts, object->facts.name, 0, TL_KIND_UNKNOWN);
    object->born_event = replay->events;
    object->born_in = (struct scope_facts){scope->number, scope->site, scope->entered_ns};
    object->facts.owner = TL_OWNER_FOREIGN;
    object->manager = replay->manager;
    object->born_ns = replay->time_ns;
    object->inherited = replay->inheriting;
    idmap_put(&replay->objects, number, object);
    return object;
}

/* The object of that number, made up when its own event was lost; NULL for number 0. */
static struct object *object_of(struct replay *replay, uint32_t number)
{
    if (number == 0) {
        return NULL;
    }
    struct object *object = idmap_find(&replay->objects, number);
    if (!object) {
        object = object_make(replay, number);
        object->facts_lost = true;
        replay->unknown_objects++;
    }
    return object;
}

static void facts_set(struct replay *replay, struct object *object, unsigned slot)
{
    bool live = object->live;
    bool pooled = object->pooled;
    if (live) {
        totals_take(replay, object);
    }
    pool_leave(replay, object);
    slot %= TL_ORIGIN_SLOTS;
    if (replay->origins_told[slot]) {
        object->facts = replay->origins[slot];
    } else {
        object->facts_lost = true;
    }
    if (live) {
        totals_add(replay, object);
    }
    if (pooled) {
        pool_enter(replay, object);
    }
    if (object->facts.owner == TL_OWNER_RUNTIME && !pooled) {
        live_begin(replay, object);
    }
    story_update(&replay->story, object);
}

/* A size that nobody else tells. */
static void bytes_set(struct replay *replay, struct object *object, uint64_t bytes)
{
    if (object->facts.bytes > 0) {
        return;
    }
    if (object->live) {
        totals_take(replay, object);
    }
    object->facts.bytes = bytes;
    if (object->live) {
        totals_add(replay, object);
    }
}

void change_new(struct replay *replay, const struct tl_event_object_new *event)
{
    if (event->object == 0) {
        return;
    }
    struct object *object = idmap_find(&replay->objects, event->object);
    if (!object) {
        object = object_make(replay, event->object);
    }
    object->pointer = event->pointer;
    facts_set(replay, object, event->origin);
    struct logged_block block;
    if (logged_take(&replay->logged, event->pointer, &block)) {
        note(replay, object, LEDGER_LOGGED_ALLOC, block.site, NULL, 0);
        bytes_set(replay, object, block.bytes);
    }
}

void change_reused(struct replay *replay, const struct tl_event_object_reuse *event)
{
    struct object *pooled = event->pooled == 0 ? NULL : idmap_find(&replay->objects, event->pooled);
    uint64_t pointer = pooled ? pooled->pointer : 0;
    if (pooled) {
        object_end(replay, pooled, TL_FATE_DROPPED);
    }
    change_new(replay, &(struct tl_event_object_new){event->object, pointer, event->origin});
    struct object *object = idmap_find(&replay->objects, event->object);
    if (object) {
        live_begin(replay, object);
    }
}

void change_inherited(struct replay *replay, const struct tl_event_inherited_object *event)
{
    struct object *object = object_of(replay, event->object);
    if (!object) {
        return;
    }
    object->inherited = true;
    if (event->pooled) {
        object_end(replay, object, TL_FATE_POOLED);
        return;
    }
    count_set(replay, object, event->count);
    object->moved = event->moved;
}

void change_inherited_record(struct replay *replay, const struct tl_event_inherited_record *event)
{
    struct object *object = object_of(replay, event->object);
    struct scope *scope = scope_find(replay->manager, event->scope);
    if (object && scope) {
        record_add(scope, object);
    }
}

static enum ledger_op register_op(unsigned outcome)
{
    return outcome == TL_REGISTER_RETURNED  ? LEDGER_RETURNED
           : outcome == TL_REGISTER_ADOPTED ? LEDGER_ADOPTED
                                            : LEDGER_REGISTERED;
}

void change_registered(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome)
{
    struct object *object = outcome > TL_REGISTER_ADOPTED ? NULL : object_of(replay, number);
    if (!object) {
        return;
    }
    record_add(replay->manager->top, object);
    object->register_site = site;
    count_set(replay, object, count_told(count, object->count + (outcome != TL_REGISTER_ADOPTED)));
    if (outcome == TL_REGISTER_RETURNED || outcome == TL_REGISTER_ADOPTED) {
        object->moved -= object->moved > 0;
        object->twice += outcome == TL_REGISTER_RETURNED;
        object->returned_from = object->unregister_site;
        object->returned_at = site;
    }
    note(replay, object, register_op(outcome), site, replay->manager->top, object->count);
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
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    if (!object || (!removed && event->outcome != TL_UNREGISTER_OUTER)) {
        return;
    }
    const struct scope *scope = scope_find(replay->manager, event->scope);
    note(replay, object, removed ? LEDGER_MOVED : LEDGER_NOT_MOVED, event->site, scope, object->count);
    if (!removed) {
        return;
    }
    outlive(replay, object, scope);
    struct record *record = scope ? record_find(object, scope) : NULL;
    if (record) {
        record_remove(record);
    }
    object->unregister_site = event->site;
    object->moved++;
    explanations_clamp(object);
    change_forget_dead(replay, object);
}

void change_acquired(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned outcome)
{
    struct object *object = outcome > TL_ACQUIRE_ENTERED ? NULL : object_of(replay, number);
    if (object) {
        object->acquire_site = site;
        count_set(replay, object, count_told(count, object->count + 1));
        object->acquires++;
        note(replay, object, LEDGER_ACQUIRED, site, NULL, object->count);
        explanations_clamp(object);
    }
}

/* Ends the object unless its count is still above 0; false when it is gone. */
static bool release(struct replay *replay, struct object *object, uint32_t count, unsigned fate)
{
    if (fate == TL_FATE_KEPT) {
        count_set(replay, object, count_told(count, object->count - (object->count > 0)));
        return true;
    }
    object_end(replay, object, fate);
    return false;
}

static bool releases(unsigned fate)
{
    return fate != TL_FATE_STALE && fate != TL_FATE_UNKNOWN && fate != TL_FATE_IGNORED;
}

void change_released(struct replay *replay, uint32_t number, uint32_t site, uint32_t count, unsigned fate)
{
    struct object *object = releases(fate) ? object_of(replay, number) : NULL;
    replay->site = site;
    if (!object) {
        return;
    }
    note(replay, object, LEDGER_RELEASED, site, NULL, count);
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
        releases(event->fate) ? object_of(replay, event->object) : idmap_find(&replay->objects, event->object);
    if (!object) {
        return;
    }
    struct record *record = replay->manager->leaving ? record_find(object, replay->manager->leaving) : NULL;
    if (record) {
        record_remove(record);
    }
    if (!releases(event->fate)) {
        change_forget_dead(replay, object);
        return;
    }
    note(replay, object, LEDGER_SCOPE_LEFT, replay->site, replay->manager->leaving, event->count);
    outlive(replay, object, replay->manager->leaving);
    if (release(replay, object, event->count, event->fate)) {
        explanations_clamp(object);
    }
}

void change_element_released(struct replay *replay, const struct tl_event_element_release *event)
{
    struct object *object = releases(event->fate) ? object_of(replay, event->object) : NULL;
    if (!object) {
        return;
    }
    note(replay, object, LEDGER_VECTOR_FREED, replay->site, NULL, event->count);
    if (release(replay, object, event->count, event->fate)) {
        holder_released(object);
    }
}

void change_tensor_freed(struct replay *replay, const struct tl_event_tensor_free *event)
{
    struct object *object = releases(event->fate) ? object_of(replay, event->object) : NULL;
    replay->site = event->site;
    if (!object) {
        return;
    }
    note(replay, object, LEDGER_FREED, event->site, NULL, object->count - (object->count > 0));
    if (release(replay, object, object->count - (object->count > 0), event->fate)) {
        object->release_site = event->site;
        holder_released(object);
    }
}

void change_held(struct replay *replay, const struct tl_event_vector_holds *event)
{
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    if (object) {
        object->vector = event->vector;
        object->held++;
    }
}

void change_kept(struct replay *replay, const struct tl_event_keep *event)
{
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    if (object) {
        object->kept = true;
        note(replay, object, LEDGER_KEPT, event->site, NULL, object->count);
    }
}

void change_logged_alloc(struct replay *replay, const struct tl_event_logged_alloc *event)
{
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    const uint64_t bytes = event->bytes > 0 ? (uint64_t)event->bytes : 0;
    if (object) {
        note(replay, object, LEDGER_LOGGED_ALLOC, event->site, NULL, object->count);
        bytes_set(replay, object, bytes);
    } else {
        logged_put(&replay->logged, event->pointer, (struct logged_block){.bytes = bytes, .site = event->site});
    }
}

void change_logged_free(struct replay *replay, const struct tl_event_logged_free *event)
{
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    struct logged_block block;
    if (object) {
        note(replay, object, LEDGER_LOGGED_FREE, event->site, NULL, object->count);
    }
    logged_take(&replay->logged, event->pointer, &block);
}

static void site_replace(uint32_t *site, const struct tl_event_restate *event)
{
    if (*site == event->told) {
        *site = event->site;
    }
}

void change_restated(struct replay *replay, const struct tl_event_restate *event)
{
    struct object *object = event->object == 0 ? NULL : idmap_find(&replay->objects, event->object);
    struct scope *scope = event->scope == 0 ? NULL : scope_find(replay->manager, event->scope);
    if (scope) {
        site_replace(&scope->site, event);
    }
    if (object) {
        site_replace(&object->facts.site, event);
        site_replace(&object->register_site, event);
        site_replace(&object->unregister_site, event);
        site_replace(&object->acquire_site, event);
        site_replace(&object->release_site, event);
        site_replace(&object->returned_at, event);
        ledger_restate(&object->ledger, event->told, event->site);
        story_restate(&replay->story, object, event->told, event->site);
    }
}

void change_ended(struct replay *replay, uint32_t number, unsigned fate)
{
    struct object *object = number == 0 ? NULL : idmap_find(&replay->objects, number);
    if (!object && fate == TL_FATE_POOLED) {
        object = object_of(replay, number);
    }
    if (object) {
        object_end(replay, object, fate);
    }
}
