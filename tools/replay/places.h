/* SPDX-License-Identifier: MIT */
/* The addresses of the recorded process, and what is there at a moment. */
#ifndef TLSCOPE_REPLAY_PLACES_H
#define TLSCOPE_REPLAY_PLACES_H

#include "idmap.h"
#include "object.h"
#include "writer.h"

struct place {
    uint64_t address;
    uint32_t number; /* from 1 */
    uint32_t object; /* the newest one there; 0: none that events told of */
    bool alive;      /* it is: counted, or the caller's; a pooled one is not */
    uint64_t handed; /* where the op is that put it into a pool; 0: none did */
    bool buffer;     /* a slot buffer lies there */
    bool early;      /* the program told of the block, which nobody has registered yet */
    struct facts facts;
    struct written_op birth; /* the op that makes it */
};

struct places {
    void *by_address;       /* a search tree */
    struct idmap by_object; /* the newest object of each place */
    uint32_t count;
};

/* The place of an address, made when it is new; NULL for the address 0. */
struct place *place_at(struct places *places, uint64_t address);

/* The place where the object is; NULL when it is not known, or another object is there now. */
struct place *place_of(const struct places *places, uint32_t object);

/* The object there has another address from now on. False where something is known there already. */
bool place_move(struct places *places, struct place *place, uint64_t address);

/* What the object there is. */
void place_describe(struct place *place, const struct facts *facts);

/* Puts an object there, alive. */
void place_give(struct places *places, struct place *place, uint32_t object, const struct facts *facts);

void places_free(struct places *places);

#endif
