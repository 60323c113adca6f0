/* SPDX-License-Identifier: MIT */
/*
 * Objects: what the program registered, acquired or made, found by address or by index. An object that has died
 * stays as long as a scope lists it or the history remembers it, and is found under its address until a newer object
 * takes that over.
 *
 * An object may be open: references are then counted in the slot of its address alone, without a look at the object,
 * until somebody does look at it.
 */
#ifndef TLSCOPE_TABLE_OBJECTS_H
#define TLSCOPE_TABLE_OBJECTS_H

#include <stdbool.h>

#include "base/key_map.h"
#include "base/paths.h"
#include "base/slab.h"

enum object_state {
    OBJECT_LIVE,        /* counted, or a tensor that nobody has counted yet */
    OBJECT_POOLED,      /* a tensor in the pool */
    OBJECT_FREEING,     /* a vector whose elements are being released */
    OBJECT_QUARANTINED, /* freed, its block held back */
    OBJECT_DEAD,
};

struct object {
    uint64_t key; /* ~address: hidden, so that a leak scanner does not take the table for a reference */
    uint64_t number;
    union {
        uint64_t elements;   /* of a tensor, live or pooled */
        uint64_t serial;     /* of a live block: heap=watch's number of it, 0 without */
        uint64_t freed_call; /* of one that has died: the ordinal of the call that freed it */
    };
    uint64_t bytes; /* 0: not known */
    uint32_t count;
    union {
        uint32_t records;    /* how often scopes list it while it lives */
        uint32_t born_until; /* of one that has died: the number of the newest object there was then */
    };
    union {
        uint32_t moved;  /* references that unregister took out of a scope and nobody took over */
        uint32_t within; /* of a vector being freed: the vector it was an element of, 0 for none */
        uint32_t grave;  /* of one that is remembered: its place in the history */
    };
    uint32_t newest_record; /* index in the record stack + 1; 0: listed nowhere */
    uint32_t site;          /* where it came into being; of one that has died, where it was freed */
    uint32_t name;          /* in the name table; 0: none */
    uint8_t kind, owner, dtype, device;
    uint8_t state;
    uint8_t remembered : 1; /* in the history of freed objects */
    uint8_t kept : 1;       /* by tlscope_keep */
    uint8_t unwatched : 1;  /* the trace is not told of it */
    uint8_t open : 1;       /* the note of its slot, - 1, is to be added to its count */
    uint16_t held;          /* by held.c: references that vectors of the global scope explain, 65535 when more */
};

/* Of both parts of an open object's count: more would overflow them together. */
enum { OBJECT_OPEN_MOST = INT32_MAX };

/* What is needed so many steps from now is fetched now: the cache misses most of a table of many objects. */
enum { OBJECTS_AHEAD = 8 };

struct objects {
    struct slab slab;
    struct key_map by_address;
    uint64_t counted;  /* objects whose count is above 0 */
    uint64_t claims;   /* how often an address came to be an object's, or its object another kind's */
    uint32_t *history; /* ring of the latest freed objects */
    uint32_t history_next;
    uint64_t newest_key; /* of the latest one that was added */
};

void objects_init(struct objects *objects);
void objects_free(struct objects *objects);

/* Counts in the object what was counted in its slot. */
static inline void object_close(struct object *object, struct key_map_slot *slot)
{
    object->open = 0;
    object->count += slot->note - 1;
    slot->note = 0;
}
RARE void objects_close(const struct objects *objects, struct object *object);

/* Open or not: for all but its count; and once it was looked at in a call. */
static inline struct object *object_as_it_is(const struct objects *objects, uint32_t index)
{
    const struct slab_chunk *chunks = objects->slab.chunks.items;
    struct object *items = (struct object *)(void *)chunks[(index - 1) >> SLAB_CHUNK_BITS].items;
    return &items[(index - 1) & (SLAB_CHUNK_ITEMS - 1)];
}

static inline struct object *object_at(const struct objects *objects, uint32_t index)
{
    struct object *object = object_as_it_is(objects, index);
    if (__builtin_expect(object->open, false))
        objects_close(objects, object);
    return object;
}

static inline void *object_address(const struct object *object)
{
    return (void *)~(uintptr_t)object->key;
}

/* References that are counted and in no scope. */
static inline uint32_t object_unlisted(const struct object *object)
{
    return object->count > object->records ? object->count - object->records : 0;
}

/* No more can have moved than those. */
static inline void object_limit_moved(struct object *object)
{
    const uint32_t unlisted = object_unlisted(object);
    if (object->moved > unlisted)
        object->moved = unlisted;
}

/* Where the newest object seen at `address` is found, alive or not, until one comes or goes; NULL when none is known.
 */
static inline struct key_map_slot *objects_slot(const struct objects *objects, const void *address)
{
    return key_map_slot(&objects->by_address, ~(uint64_t)(uintptr_t)address);
}

/* Index of the object that is found there, which is not open then; 0 for NULL. */
static inline uint32_t objects_in(const struct objects *objects, struct key_map_slot *slot)
{
    if (slot == NULL)
        return 0;
    if (slot->note != 0)
        object_close(object_as_it_is(objects, slot->item), slot);
    return slot->item;
}

/* Index of the newest object seen at `address`; 0 when none is known. */
static inline uint32_t objects_find(const struct objects *objects, const void *address)
{
    return objects_in(objects, objects_slot(objects, address));
}

/* The latest reference and further ones are counted in the slot until the object that is found there is looked at
 * again, if it is alive. Where that reference is as many as have moved, its release has to look at the object. */
static inline void objects_open_in(const struct objects *objects, struct key_map_slot *slot)
{
    struct object *object = object_at(objects, slot->item);
    if (object->state != OBJECT_LIVE || object->count == 0 || object->count > OBJECT_OPEN_MOST)
        return;
    const uint32_t in_slot = object->count > 1 && (object->moved == 0 || object->moved < object_unlisted(object));
    object->count -= in_slot;
    object->open = 1;
    slot->note = in_slot + 1;
}
static inline void objects_open(const struct objects *objects, uint32_t index)
{
    objects_open_in(objects, key_map_slot(&objects->by_address, object_at(objects, index)->key));
}

/* One reference more, or one less and others left, of what is found there; false, nothing done, when it is not open. */
static inline bool objects_acquire_open(struct key_map_slot *slot)
{
    const bool open = slot != NULL && slot->note != 0 && slot->note < OBJECT_OPEN_MOST;
    if (open)
        slot->note++;
    return open;
}
static inline bool objects_release_open(struct key_map_slot *slot)
{
    const bool open = slot != NULL && slot->note > 1;
    if (open)
        slot->note--;
    return open;
}

/* Index of each object that is found by its address, in no order, `*place` 0 at first; 0 after the last. */
uint32_t objects_next(const struct objects *objects, uint32_t *place);

/* A zeroed live object that takes over `address`; 0 when memory is out. `latest`, what objects_find says of it, must be
 * dead; nothing of that is left unless a scope lists it. */
uint32_t objects_add_after(struct objects *objects, uint32_t latest, const void *address);

static inline uint32_t objects_add(struct objects *objects, const void *address)
{
    return objects_add_after(objects, objects_find(objects, address), address);
}

/* Nothing that died at `address` is found there any more: it has been allocated again. Index of what is thought to live
 * there; 0: nothing. */
uint32_t objects_forget_dead(struct objects *objects, const void *address);

/* Puts an object that has died into the history; the oldest one there is forgotten. */
void objects_remember(struct objects *objects, uint32_t index);

/* Forgets a dead object that no scope lists and the history does not hold. */
void objects_collect(struct objects *objects, uint32_t index);

/* True when the tables agree with themselves; for tests. */
bool objects_are_valid(const struct objects *objects);

#endif
