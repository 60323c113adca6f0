/* SPDX-License-Identifier: MIT */
#include "graveyard.h"

#include <stddef.h>

struct object *graveyard_put(struct graveyard *graveyard, struct object *object)
{
    struct object **grave = &graveyard->graves[object->number % GRAVES];
    struct object *before = *grave;
    *grave = object;
    return before;
}

const struct object *graveyard_find(const struct graveyard *graveyard, uint32_t number)
{
    const struct object *object = graveyard->graves[number % GRAVES];
    return object && object->number == number ? object : NULL;
}
