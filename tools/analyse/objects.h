/* SPDX-License-Identifier: MIT */
/*
 * The objects of a process by their numbers. Most die young: the last numbers stand in an array, and who lives longer
 * moves to a hash table when a later object needs the place. A zeroed one is empty.
 */
#ifndef TLSCOPE_ANALYSE_OBJECTS_H
#define TLSCOPE_ANALYSE_OBJECTS_H

#include "idmap.h"
#include "object.h"

enum { OBJECTS_YOUNG = 4096 };

struct objects {
    struct object *young[OBJECTS_YOUNG]; /* at their numbers' remainders */
    struct idmap old;
    uint32_t newest; /* no number is higher */
    size_t count;    /* young and old */
};

struct object *objects_find_old(const struct objects *objects, uint32_t number);

/* NULL when it is not there, as number 0 never is. */
static inline struct object *objects_find(const struct objects *objects, uint32_t number)
{
    struct object *young = objects->young[number % OBJECTS_YOUNG];
    return young && young->number == number ? young : objects_find_old(objects, number);
}

/* Its number is not 0 and not there yet. */
void objects_put(struct objects *objects, struct object *object);
void objects_remove(struct objects *objects, const struct object *object);

/* The next in no certain order, from *place, which begins at 0; NULL after the last. None may come or go meanwhile. */
struct object *objects_next(const struct objects *objects, size_t *place);

/* All objects->count of them, by their numbers; to be given to free(). */
struct object **objects_in_order(const struct objects *objects);

/* The table, not the objects. */
void objects_free(struct objects *objects);

#endif
