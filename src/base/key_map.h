/* SPDX-License-Identifier: MIT */
/*
 * A hash table from 64-bit keys to items of a slab whose first eight bytes are the key. Open addressing; 8 bytes a
 * slot. Shrinks again when items leave.
 */
#ifndef TLSCOPE_BASE_KEY_MAP_H
#define TLSCOPE_BASE_KEY_MAP_H

#include "base/slab.h"

/* Slots that it is not worth shrinking below: 2 MiB. */
enum { KEY_MAP_KEPT_BITS = 18 };

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

static inline uint32_t key_map_hash(uint64_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

/* The slot that holds `key`, else the free slot where it would go. The map has slots, and is never full. */
static inline struct key_map_slot *key_map_probe(const struct key_map *map, uint64_t key)
{
    const uint32_t hash = key_map_hash(key);
    const uint32_t mask = (UINT32_C(1) << map->bits) - 1;
    struct key_map_slot *slot = &map->slots[hash >> (32 - map->bits)];
    while (slot->item != 0 && (slot->hash != hash || *(const uint64_t *)slab_item(map->items, slot->item) != key))
        slot = &map->slots[((uint32_t)(slot - map->slots) + 1) & mask];
    return slot;
}

/* The item of `key`, 0 when there is none. */
static inline uint32_t key_map_find(const struct key_map *map, uint64_t key)
{
    return map->bits == 0 ? 0 : key_map_probe(map, key)->item;
}

/* Makes `item`, whose key is `key`, the one found under it, in place of any before. False when memory is out. */
bool key_map_set(struct key_map *map, uint64_t key, uint32_t item);

/* The same; *before is the item that was found under it, 0 when there was none. */
bool key_map_replace(struct key_map *map, uint64_t key, uint32_t item, uint32_t *before);

/* Forgets `key` if it leads to `item`. */
void key_map_remove(struct key_map *map, uint64_t key, uint32_t item);

#endif
