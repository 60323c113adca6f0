/* SPDX-License-Identifier: MIT */
#include "graveyard.h"

#include <stddef.h>

/* Who was buried long ago is in no cache any more when it is freed, which is where the next object is made. */
enum { PREFETCHED = 8, LINE_BYTES = 64 };

struct object *graveyard_put(struct graveyard *graveyard, struct object *object)
{
    struct object **grave = &graveyard->graves[graveyard->next % GRAVES];
    struct object *before = *grave;
    const char *soon = (const char *)graveyard->graves[(graveyard->next + PREFETCHED) % GRAVES];
    for (size_t line = 0; soon && line < sizeof(*object); line += LINE_BYTES) {
        __builtin_prefetch(soon + line, 1);
    }
    if (before && graveyard->by_number[before->number % GRAVES_INDEX] == before) {
        graveyard->by_number[before->number % GRAVES_INDEX] = NULL;
    }
    graveyard->by_number[object->number % GRAVES_INDEX] = object;
    *grave = object;
    graveyard->next++;
    return before;
}

const struct object *graveyard_find(const struct graveyard *graveyard, uint32_t number)
{
    const struct object *object = graveyard->by_number[number % GRAVES_INDEX];
    return object && object->number == number ? object : NULL;
}
