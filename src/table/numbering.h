/* SPDX-License-Identifier: MIT */
/* Small numbers, from 1, for 64-bit keys; given once and never changed. Items begin with their key. */
#ifndef TLSCOPE_TABLE_NUMBERING_H
#define TLSCOPE_TABLE_NUMBERING_H

#include <stdbool.h>

#include "base/key_map.h"
#include "base/slab.h"

struct numbering {
    struct slab slab;
    struct key_map by_key;
};

void numbering_init(struct numbering *numbering, size_t item_size);

/* The number of a key; 0 when it has none. */
static inline uint32_t numbering_find(const struct numbering *numbering, uint64_t key)
{
    return key_map_find(&numbering->by_key, key);
}

/* Gives the key, which has none, a number; the item is zeroed behind the key. 0 when memory is out. */
uint32_t numbering_add(struct numbering *numbering, uint64_t key);

/* Puts an item under another key, which no other has. False when memory is out: it is then under none. */
bool numbering_rekey(struct numbering *numbering, uint32_t number, uint64_t key);

/* The item of a number that was given out. */
static inline void *numbering_item(const struct numbering *numbering, uint32_t number)
{
    return slab_item(&numbering->slab, number);
}

/* Takes all numbers back. */
void numbering_clear(struct numbering *numbering);

static inline uint32_t numbering_count(const struct numbering *numbering)
{
    return numbering->slab.used;
}

#endif
