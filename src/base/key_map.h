/* SPDX-License-Identifier: MIT */
/*
 * A hash table from 64-bit keys to items of a slab whose first eight bytes are the key. Open addressing; 8 bytes a
 * slot. Shrinks again when items leave.
 */
#ifndef TLSCOPE_BASE_KEY_MAP_H
#define TLSCOPE_BASE_KEY_MAP_H

#include "base/slab.h"

struct key_map_slot {
    uint32_t hash; /* upper half of the key's hash: the slot it wants is its top bits */
    uint32_t item; /* 0: free */
};

struct key_map {
    const struct slab *items;
    struct key_map_slot *slots;
    uint32_t count;
    uint32_t bits; /* 1 << bits slots; 0: none yet */
};

void key_map_init(struct key_map *map, const struct slab *items);
void key_map_free(struct key_map *map);

/* The next item in no order; 0 after the last. *place is 0 at first. The map must not change meanwhile. */
uint32_t key_map_next(const struct key_map *map, uint32_t *place);

/* The item of `key`, 0 when there is none. */
uint32_t key_map_find(const struct key_map *map, uint64_t key);

/* Makes `item`, whose key is `key`, the one found under it, in place of any before. False when memory is out. */
bool key_map_set(struct key_map *map, uint64_t key, uint32_t item);

/* Forgets `key` if it leads to `item`. */
void key_map_remove(struct key_map *map, uint64_t key, uint32_t item);

#endif
