/* SPDX-License-Identifier: MIT */
#include "base/key_map.h"

#include "base/memory.h"
#include "base/paths.h"

#include <string.h>

enum { LEAST = 64, MOST = 1 << 30 };

static size_t bytes_of(uint32_t capacity)
{
    return capacity * sizeof(struct key_map_slot);
}

void key_map_init(struct key_map *map, uint8_t grain)
{
    *map = (struct key_map){.grain = grain};
}

void key_map_free(struct key_map *map)
{
    memory_resize(map->slots, bytes_of(map->capacity), 0);
    key_map_init(map, map->grain);
}

uint32_t key_map_next(const struct key_map *map, uint32_t *place)
{
    while (*place < map->capacity) {
        const uint32_t item = map->slots[(*place)++].item;
        if (item != 0)
            return item;
    }
    return 0;
}

/* The slots' order is that of hashes, whatever the capacity: both tables are walked from end to end. */
RARE static bool resize(struct key_map *map, uint32_t capacity)
{
    const struct key_map old = *map;
    struct key_map_slot *slots = memory_resize(NULL, 0, bytes_of(capacity));
    if (slots == NULL)
        return false;
    map->slots = slots;
    map->capacity = capacity;
    for (uint32_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].item != 0)
            *key_map_probe(map, old.slots[i].key) = old.slots[i];
    }
    memory_resize(old.slots, bytes_of(old.capacity), 0);
    return true;
}

/* By half as much again, so that there are never twice as many slots as it takes. */
static bool grow(struct key_map *map)
{
    const uint32_t more = map->capacity / 2 / KEY_MAP_LINE * KEY_MAP_LINE;
    return map->capacity < MOST && resize(map, map->capacity + more);
}

bool key_map_set(struct key_map *map, uint64_t key, uint32_t item)
{
    if (map->capacity == 0 && !resize(map, LEAST))
        return false;
    struct key_map_slot *slot = key_map_probe(map, key);
    if (slot->item != 0) {
        slot->item = item;
        return true;
    }
    if (map->count >= map->capacity / 4 * 3) {
        if (!grow(map))
            return false;
        slot = key_map_probe(map, key);
    }
    *slot = (struct key_map_slot){.key = key, .item = item};
    map->count++;
    return true;
}

static uint32_t next_slot(const struct key_map *map, uint32_t slot)
{
    return slot + 1 != map->capacity ? slot + 1 : 0;
}

static uint32_t steps(const struct key_map *map, uint32_t from, uint32_t to)
{
    return to >= from ? to - from : to + map->capacity - from;
}

/* Moves later entries of the run back over the gap, so that no search stops short of them. */
static void close_gap(struct key_map *map, uint32_t gap)
{
    for (uint32_t slot = next_slot(map, gap); map->slots[slot].item != 0; slot = next_slot(map, slot)) {
        const uint32_t wanted = (uint32_t)(key_map_wanted(map, map->slots[slot].key) - map->slots);
        if (steps(map, wanted, slot) < steps(map, gap, slot))
            continue;
        map->slots[gap] = map->slots[slot];
        gap = slot;
    }
    map->slots[gap] = (struct key_map_slot){0};
}

void key_map_remove(struct key_map *map, uint64_t key, uint32_t item)
{
    struct key_map_slot *slot = key_map_slot(map, key);
    if (slot == NULL || slot->item != item)
        return;
    close_gap(map, (uint32_t)(slot - map->slots));
    map->count--;
    if (map->capacity > KEY_MAP_KEPT && map->count < map->capacity / 8)
        resize(map, map->capacity / 2 < KEY_MAP_KEPT ? KEY_MAP_KEPT : map->capacity / 2 / KEY_MAP_LINE * KEY_MAP_LINE);
}
