/* SPDX-License-Identifier: MIT */
/*
 * Scopes and their records. Only the top scope gains records, so all scopes' records stand in one stack, each scope's
 * behind those of the scope below it; an object's records are chained newest first. A record taken out of the middle
 * leaves a hole; holes are squeezed out when they are more than half of the top scope.
 */
#ifndef TLSCOPE_TABLE_SCOPES_H
#define TLSCOPE_TABLE_SCOPES_H

#include "table/objects.h"

struct record {
    uint32_t object; /* 0: a hole */
    uint32_t older;  /* the object's next older record, index + 1 */
};

struct scope {
    uint64_t number;
    uint32_t first_record;
    uint32_t holes;
    uint32_t thread;
    uint32_t site;
    bool asked_for; /* by the option scope_site, or inside one that is */
};

struct scopes {
    struct array scopes;  /* of struct scope; [0] is the global one */
    struct array records; /* of struct record */
    struct objects *objects;
};

/* Puts the global scope there; false when memory is out. */
bool scopes_init(struct scopes *scopes, struct objects *objects, struct scope global);
void scopes_free(struct scopes *scopes);

static inline uint32_t scopes_depth(const struct scopes *scopes)
{
    return scopes->scopes.count;
}

/* The scope at `depth`, 1 to scopes_depth(). */
static inline struct scope *scope_at(const struct scopes *scopes, uint32_t depth)
{
    return (struct scope *)scopes->scopes.items + (depth - 1);
}

static inline struct scope *scope_top(const struct scopes *scopes)
{
    return scope_at(scopes, scopes_depth(scopes));
}

/* Adds a scope without records; false when memory is out. */
static inline bool scopes_push(struct scopes *scopes, struct scope scope)
{
    if (!array_reserve(&scopes->scopes, 1, sizeof scope))
        return false;
    scope.first_record = scopes->records.count;
    scope.holes = 0;
    ((struct scope *)scopes->scopes.items)[scopes->scopes.count++] = scope;
    return true;
}

/* Drops the top scope, which has no records left. */
static inline void scopes_pop(struct scopes *scopes)
{
    scopes->records.count = scope_top(scopes)->first_record;
    scopes->scopes.count--;
    array_shrink(&scopes->scopes, sizeof(struct scope));
    array_shrink(&scopes->records, sizeof(struct record));
}

/* Adds a record of `object` to the top scope; false when memory is out. */
bool scopes_add_record(struct scopes *scopes, uint32_t object);

/* Has the processor fetch an object that will soon be taken. */
static inline void scopes_fetch_ahead(const struct scopes *scopes)
{
    const struct record *records = scopes->records.items;
    if (scopes->records.count <= OBJECTS_AHEAD)
        return;
    const uint32_t object = records[scopes->records.count - 1 - OBJECTS_AHEAD].object;
    if (object != 0)
        __builtin_prefetch(object_as_it_is(scopes->objects, object), 1);
}

/* Takes the newest record off the top scope and its object's chain: the object; 0 when the scope has none left. */
static inline uint32_t scopes_take_newest(struct scopes *scopes)
{
    struct scope *top = scope_top(scopes);
    scopes_fetch_ahead(scopes);
    while (scopes->records.count > top->first_record) {
        const struct record record = ((const struct record *)scopes->records.items)[--scopes->records.count];
        if (record.object != 0) {
            object_as_it_is(scopes->objects, record.object)->newest_record = record.older;
            return record.object;
        }
        top->holes--;
    }
    return 0;
}

/* The depth of the scope that a record is of, by its index: the records of the top scope are the latest. */
uint32_t scopes_depth_of_record(const struct scopes *scopes, uint32_t index);

/* The depth of the scope that lists the object newest, 1 the global one; 0 when none does. */
static inline uint32_t scopes_newest_depth(const struct scopes *scopes, const struct object *object)
{
    if (object->newest_record == 0)
        return 0;
    const uint32_t index = object->newest_record - 1;
    return index >= scope_top(scopes)->first_record ? scopes_depth(scopes) : scopes_depth_of_record(scopes, index);
}

/* Removes the object's newest record, which is in the scope at `depth`. */
void scopes_remove_newest_record(struct scopes *scopes, struct object *object, uint32_t depth);

/* True when the tables agree with themselves; for tests. */
bool scopes_are_valid(const struct scopes *scopes);

#endif
