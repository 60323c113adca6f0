/* SPDX-License-Identifier: MIT */
#include "graveyard.h"

#include <stddef.h>

/* Numbers die about in their order, and who was buried long ago is in no cache any more when it is freed. */
enum { PREFETCHED = 16 };

struct object *graveyard_put(struct graveyard *graveyard, struct object *object)
{
    struct object **grave = &graveyard->graves[object->number % GRAVES];
    struct object *before = *grave;
    const struct object *soon = graveyard->graves[(object->number + PREFETCHED) % GRAVES];
    *grave = object;
    if (soon) {
        __builtin_prefetch(&soon->ledger.rest);
    }
    return before;
}

const struct object *graveyard_find(const struct graveyard *graveyard, uint32_t number)
{
    const struct object *object = graveyard->graves[number % GRAVES];
    return object && object->number == number ? object : NULL;
}
