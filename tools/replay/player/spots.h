/* SPDX-License-Identifier: MIT */
/* The table of places: the address of each, hidden from leak checkers, and the newest place of each address. */
#ifndef TLSCOPE_PLAYER_SPOTS_H
#define TLSCOPE_PLAYER_SPOTS_H

#include <stdbool.h>
#include <stdint.h>

struct spot {
    uintptr_t hidden; /* ~address; 0: none yet */
    uint64_t amount;  /* bytes, of a tensor elements */
    uint8_t owner;
    uint8_t kind;
    uint8_t dtype;
    uint8_t device;
    bool mapped;  /* it is memory: not one of the addresses above */
    bool returns; /* its address is named after its death */
    bool live;    /* a host's tensor that was not destroyed */
    bool given;   /* a block that the runtime has counted: once it no longer does, it has freed it */
    bool buffer;  /* it is a slot buffer, which its frame has */
    bool gone;    /* a block that the program freed by itself */
};

struct spots {
    struct spot *by_place; /* from 1 */
    uint32_t places;
    void *by_address; /* a search tree */
};

/* False when memory is out. */
bool spots_init(struct spots *spots, uint32_t places);
void spots_free(struct spots *spots);

/* The spot of a place. */
struct spot *spots_at(const struct spots *spots, uint32_t place);

/* The spot that was given the address last; NULL when none was. */
struct spot *spots_find(const struct spots *spots, const void *address);

/* Gives a spot its address. */
void spots_put(struct spots *spots, struct spot *spot, void *address);

#endif
