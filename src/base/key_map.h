/* SPDX-License-Identifier: MIT */
/*
 * A hash table from 64-bit keys to 32-bit items. Open addressing; 16 bytes a slot, which say all that a search asks, so
 * that it touches nothing else. Keys that are near each other stand side by side. Shrinks again when keys leave.
 */
#ifndef TLSCOPE_BASE_KEY_MAP_H
#define TLSCOPE_BASE_KEY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slots that it is not worth shrinking below: 8 MiB. */
enum { KEY_MAP_KEPT = 1 << 19, KEY_MAP_LINE = 4 };

/* The grain of addresses of blocks: malloc's smallest is 32 bytes. */
enum { KEY_MAP_BLOCKS = 5 };

struct key_map_slot {
    uint64_t key;
    uint32_t item; /* 0: free */
    uint32_t note; /* the owner's own; 0 at first */
};

struct key_map {
    struct key_map_slot *slots;
    uint32_t count;
    uint32_t capacity; /* slots, in whole lines of the cache; 0: none yet */
    uint8_t grain;
};

/* `grain`: most keys that are near each other differ by multiples of 1 << grain. */
void key_map_init(struct key_map *map, uint8_t grain);
void key_map_free(struct key_map *map);

/* The next item in no order; 0 after the last. *place is 0 at first. The map must not change meanwhile. */
uint32_t key_map_next(const struct key_map *map, uint32_t *place);

/* The slot that a key wants: its place in the line that it shares with its neighbours. The map has slots. */
static inline struct key_map_slot *key_map_wanted(const struct key_map *map, uint64_t key)
{
    const uint64_t grains = key >> map->grain;
    const uint32_t hash = (uint32_t)((grains / KEY_MAP_LINE * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
    const uint64_t line = (uint64_t)hash * (map->capacity / KEY_MAP_LINE) >> 32;
    return &map->slots[line * KEY_MAP_LINE + grains % KEY_MAP_LINE];
}

/* The slot that holds `key`, else the free slot where it would go. The map has slots, and is never full. */
static inline struct key_map_slot *key_map_probe(const struct key_map *map, uint64_t key)
{
    const struct key_map_slot *end = map->slots + map->capacity;
    struct key_map_slot *slot = key_map_wanted(map, key);
    while (slot->key != key && slot->item != 0)
        slot = slot + 1 != end ? slot + 1 : map->slots;
    return slot;
}

/* The slot of `key`, until the map changes; NULL when there is none. */
static inline struct key_map_slot *key_map_slot(const struct key_map *map, uint64_t key)
{
    struct key_map_slot *slot = map->capacity != 0 ? key_map_probe(map, key) : NULL;
    return slot != NULL && slot->item != 0 ? slot : NULL;
}

/* The item of `key`, 0 when there is none. */
static inline uint32_t key_map_find(const struct key_map *map, uint64_t key)
{
    return map->capacity == 0 ? 0 : key_map_probe(map, key)->item;
}

/* Has the processor fetch what a search for `key` will look at. */
static inline void key_map_prefetch(const struct key_map *map, uint64_t key)
{
    if (map->capacity != 0)
        __builtin_prefetch(key_map_wanted(map, key), 1);
}

/* Makes `item` the one found under `key`, in place of any before. False when memory is out. */
bool key_map_set(struct key_map *map, uint64_t key, uint32_t item);

/* Forgets `key` if it leads to `item`. */
void key_map_remove(struct key_map *map, uint64_t key, uint32_t item);

#endif
