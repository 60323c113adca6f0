/* SPDX-License-Identifier: MIT */
/* Objects that come into being and end, and the totals of what is alive. */
#include "changes_internal.h"

#include <stddef.h>
#include <string.h>

#include "sightings.h"
#include "stack.h"

static void totals_add(struct replay *replay, const struct object *object)
{
    replay->totals.bytes[object->facts.kind] += object->facts.bytes;
    replay->totals.objects[object->facts.kind]++;
    replay->totals.all_bytes += object->facts.bytes;
    replay->totals.all_objects++;
    account_add(&replay->accounts, object->facts.account, object->facts.bytes);
    replay->totals.changed = true;
    if (replay->listener.counts) {
        replay->listener.counts(replay->listener.context, object, true);
    }
}

static void totals_take(struct replay *replay, const struct object *object)
{
    replay->totals.bytes[object->facts.kind] -= object->facts.bytes;
    replay->totals.objects[object->facts.kind]--;
    replay->totals.all_bytes -= object->facts.bytes;
    replay->totals.all_objects--;
    account_take(&replay->accounts, object->facts.account, object->facts.bytes);
    replay->totals.changed = true;
    if (replay->listener.counts) {
        replay->listener.counts(replay->listener.context, object, false);
    }
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

static void pool_tell(const struct replay *replay, const struct object *object)
{
    if (replay->listener.pooled) {
        replay->listener.pooled(replay->listener.context, object, object->pooled);
    }
}

static void pool_enter(struct replay *replay, struct object *object)
{
    if (!object->pooled) {
        object->pooled = true;
        object->manager->pooled++;
        replay->totals.pooled_objects++;
        replay->totals.pooled_bytes += object->facts.bytes;
        devices_pool(&replay->accounts.devices, object->facts.account->key.device, 1, object->facts.bytes);
        replay->totals.changed = true;
        pool_tell(replay, object);
    }
}

static void pool_leave(struct replay *replay, struct object *object)
{
    if (object->pooled) {
        object->pooled = false;
        object->manager->pooled--;
        replay->totals.pooled_objects--;
        replay->totals.pooled_bytes -= object->facts.bytes;
        devices_pool(&replay->accounts.devices, object->facts.account->key.device, 0 - UINT64_C(1),
                     0 - object->facts.bytes);
        replay->totals.changed = true;
        pool_tell(replay, object);
    }
}

void change_count(struct replay *replay, struct object *object, uint32_t count)
{
    object->manager->counted -= object->count > 0;
    object->manager->counted += count > 0;
    object->count = count;
    if (count > 0) {
        pool_leave(replay, object);
        live_begin(replay, object);
    }
}

uint32_t object_excess(const struct object *object)
{
    return object->count > object->records ? object->count - object->records : 0;
}

void change_free(struct replay *replay, struct object *object)
{
    ledger_free(&object->ledger);
    slab_give(&replay->parts.objects, object);
}

void change_forget_dead(struct replay *replay, struct object *object)
{
    if (!object->live && !object->pooled && object->count == 0 && !object->newest_record) {
        idmap_remove(&replay->objects, object->number);
        struct object *gone = graveyard_put(replay->graveyard, object);
        if (gone) {
            change_free(replay, gone);
        }
    }
}

void change_end(struct replay *replay, struct object *object, enum tl_fate fate)
{
    if (story_is_of(&replay->story, object)) {
        story_end(&replay->story, object, fate, replay->time_ns);
    }
    if (replay->sightings) {
        sightings_ended(replay->sightings, object, fate, replay->time_ns);
    }
    if (object->live) {
        object->live = false;
        totals_take(replay, object);
        if (replay->listener.ended) {
            replay->listener.ended(replay->listener.context, object, fate, replay->time_ns);
        }
    }
    change_count(replay, object, 0);
    object->moved = object->twice = object->acquires = 0;
    if (fate == TL_FATE_POOLED) {
        pool_enter(replay, object);
    } else {
        pool_leave(replay, object);
    }
    change_forget_dead(replay, object);
}

/* A new entry of the ledger; `scope` may be NULL. */
void change_note(struct replay *replay, struct object *object, enum ledger_op op, uint32_t site,
                 const struct scope *scope, uint32_t count)
{
    const struct ledger_entry entry = {.site = site,
                                       .scope = scope ? scope->number : 0,
                                       .count = (uint16_t)(count < UINT16_MAX ? count : UINT16_MAX),
                                       .op = (uint16_t)op};
    ledger_add(&object->ledger, entry);
    if (story_is_of(&replay->story, object)) {
        story_add(&replay->story, object, entry, replay->time_ns);
    }
    if (replay->listener.noted) {
        replay->listener.noted(replay->listener.context, object, &entry);
    }
}

/* Of objects that no origin tells of. */
static const struct facts *facts_unknown(struct replay *replay)
{
    struct facts *facts = &replay->unknown;
    if (!facts->account) {
        facts->owner = TL_OWNER_FOREIGN;
        facts->account =
            accounts_of(&replay->accounts, names_keep(replay->names, ""), 0, TL_KIND_UNKNOWN, TL_DEVICE_CPU);
    }
    return facts;
}

static struct object *object_make(struct replay *replay, uint32_t number, const struct facts *facts)
{
    struct object *object = slab_take(&replay->parts.objects);
    const struct scope *scope = replay->manager->top;
    memset(object, 0, offsetof(struct object, ledger) + offsetof(struct ledger, few));
    object->number = number;
    object->facts = *facts;
    object->born_event = replay->events;
    object->born_in = (struct scope_facts){scope->number, scope->site, scope->entered_ns};
    object->manager = replay->manager;
    object->born_ns = replay->time_ns;
    object->inherited = replay->inheriting;
    if (replay->retelling) {
        object->past_unknown = true;
        object->born_in = (struct scope_facts){0};
    }
    idmap_put(&replay->objects, number, object);
    return object;
}

/* The object of that number, made up when its own event was lost; NULL for number 0. */
struct object *change_object(struct replay *replay, uint32_t number)
{
    if (number == 0) {
        return NULL;
    }
    struct object *object = idmap_find(&replay->objects, number);
    if (!object) {
        object = object_make(replay, number, facts_unknown(replay));
        object->facts_lost = true;
        object->past_unknown = object->held_unknown = replay->past_cut;
        replay->unknown_objects++;
    }
    return object;
}

/* The runtime's own tensors are alive before anybody counts them. */
static void owned_begin(struct replay *replay, struct object *object)
{
    if (object->facts.owner == TL_OWNER_RUNTIME && !object->pooled) {
        live_begin(replay, object);
    }
    if (story_is_of(&replay->story, object)) {
        story_update(&replay->story, object);
    }
}

/* Other facts change what is counted where: nothing of the object is counted while they do. */
static void facts_set(struct replay *replay, struct object *object, const struct facts *facts)
{
    bool live = object->live;
    bool pooled = object->pooled;
    if (live) {
        totals_take(replay, object);
    }
    pool_leave(replay, object);
    object->facts = *facts;
    if (live) {
        totals_add(replay, object);
    }
    if (pooled) {
        pool_enter(replay, object);
    }
    owned_begin(replay, object);
}

/* A size that nobody else tells. */
void change_bytes(struct replay *replay, struct object *object, uint64_t bytes)
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

void change_site(struct replay *replay, struct object *object, uint32_t site)
{
    if (object->live) {
        totals_take(replay, object);
    }
    object->facts.site = site;
    if (object->live) {
        totals_add(replay, object);
    }
}

/* NULL for number 0. */
static struct object *made(struct replay *replay, const struct tl_event_object_new *event)
{
    if (event->object == 0) {
        return NULL;
    }
    struct object *object = idmap_find(&replay->objects, event->object);
    if (object && replay->retelling && !object->past_unknown) {
        return object;
    }
    const size_t slot = event->origin % TL_ORIGIN_SLOTS;
    const bool told = replay->origins_told[slot];
    const bool is_new = !object;
    if (is_new) {
        object = object_make(replay, event->object, told ? &replay->origins[slot] : facts_unknown(replay));
    }
    object->pointer = event->pointer;
    object->facts_lost = (object->facts_lost && !replay->retelling) || !told;
    if (is_new) {
        owned_begin(replay, object);
    } else {
        facts_set(replay, object, told ? &replay->origins[slot] : &object->facts);
    }
    struct heap_block block;
    if (heap_blocks_take(&replay->logged, event->pointer, &block)) {
        change_note(replay, object, LEDGER_LOGGED_ALLOC, block.place, NULL, 0);
        change_bytes(replay, object, block.bytes);
    }
    if (replay->sightings) {
        sightings_made(replay->sightings, object);
    }
    return object;
}

void change_new(struct replay *replay, const struct tl_event_object_new *event)
{
    made(replay, event);
}

void change_reused(struct replay *replay, const struct tl_event_object_reuse *event)
{
    struct object *pooled = idmap_find(&replay->objects, event->pooled);
    uint64_t pointer = pooled ? pooled->pointer : 0;
    if (pooled) {
        change_end(replay, pooled, TL_FATE_DROPPED);
    }
    struct object *object = made(replay, &(struct tl_event_object_new){event->object, pointer, event->origin});
    if (object) {
        live_begin(replay, object);
    }
}

void change_device(struct replay *replay, const struct tl_event_object_device *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    if (!object || devices_of_kind(object->facts.device) == TL_DEVICE_CPU) {
        return;
    }
    struct facts facts = object->facts;
    const struct account_key *key = &facts.account->key;
    facts.stream = event->stream;
    facts.account = accounts_of(&replay->accounts, key->name, key->site, key->kind,
                                devices_of(&replay->accounts.devices, facts.device, event->ordinal));
    facts_set(replay, object, &facts);
    object->data = event->data;
    if (replay->sightings) {
        sightings_made(replay->sightings, object);
    }
}

void change_stream(struct replay *replay, const struct tl_event_object_stream *event)
{
    struct object *object = change_object(replay, event->object);
    if (object) {
        change_note(replay, object, LEDGER_STREAM, event->site, NULL, object->count);
    }
}

void change_inherited(struct replay *replay, const struct tl_event_inherited_object *event)
{
    struct object *object = change_object(replay, event->object);
    if (!object) {
        return;
    }
    if (replay->retelling && !object->past_unknown) {
        return;
    }
    object->inherited = !replay->retelling || object->number <= replay->inherited;
    object->held_unknown = false;
    while (replay->retelling && object->newest_record) { /* those that are left are told after this */
        record_remove(&replay->parts, object->newest_record);
    }
    if (event->pooled) {
        change_end(replay, object, TL_FATE_POOLED);
        return;
    }
    change_count(replay, object, event->count);
    object->moved = event->moved;
}

void change_inherited_record(struct replay *replay, const struct tl_event_inherited_record *event)
{
    struct object *object = change_object(replay, event->object);
    struct scope *scope = scope_find(replay->manager, event->scope);
    if (object && scope && !(replay->retelling && !object->past_unknown)) {
        record_add(&replay->parts, scope, object);
    }
}

void change_ended(struct replay *replay, uint32_t number, unsigned fate)
{
    struct object *object = idmap_find(&replay->objects, number);
    if (!object && fate == TL_FATE_POOLED) {
        object = change_object(replay, number);
    }
    if (object) {
        change_end(replay, object, fate);
    }
}
