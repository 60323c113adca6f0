/* SPDX-License-Identifier: MIT */
/* The objects that died last: misuse is mostly of those. A zeroed one is empty. */
#ifndef TLSCOPE_ANALYSE_GRAVEYARD_H
#define TLSCOPE_ANALYSE_GRAVEYARD_H

#include "object.h"

enum { GRAVES = 4096, GRAVES_INDEX = 4 * GRAVES };

struct graveyard {
    struct object *graves[GRAVES]; /* in the order of their deaths, round and round */
    size_t next;
    struct object *by_number[GRAVES_INDEX]; /* at their numbers' remainders, the last that died of each */
};

/* Takes over an object that is in no list; the one that is freed for it, or NULL, is the caller's. */
struct object *graveyard_put(struct graveyard *graveyard, struct object *object);

/* NULL when it is not there any more. */
const struct object *graveyard_find(const struct graveyard *graveyard, uint32_t number);

#endif
