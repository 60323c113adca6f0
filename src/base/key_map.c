/* SPDX-License-Identifier: MIT */
#include "base/key_map.h"

#include "base/memory.h"

#include <string.h>

enum { LEAST_BITS = 6 };

static uint32_t wanted_slot(const struct key_map *map, uint32_t hash)
{
    return hash >> (32 - map->bits);
}

static uint32_t mask_of(const struct key_map *map)
{
    return (UINT32_C(1) << map->bits) - 1;
}

static size_t slots_bytes(uint32_t bits)
{
    return bits == 0 ? 0 : sizeof(struct key_map_slot) << bits;
}

void key_map_init(struct key_map *map, const struct slab *items)
{
    memset(map, 0, sizeof *map);
    map->items = items;
}

void key_map_free(struct key_map *map)
{
    memory_resize(map->slots, slots_bytes(map->bits), 0);
    key_map_init(map, map->items);
}

uint32_t key_map_next(const struct key_map *map, uint32_t *place)
{
    while (map->bits != 0 && *place <= mask_of(map)) {
        const uint32_t item = map->slots[(*place)++].item;
        if (item != 0)
            return item;
    }
    return 0;
}

RARE static bool resize(struct key_map *map, uint32_t bits)
{
    struct key_map old = *map;
    struct key_map_slot *slots = memory_resize(NULL, 0, slots_bytes(bits));
    if (slots == NULL)
        return false;
    map->slots = slots;
    map->bits = bits;
    for (uint32_t i = 0; old.bits != 0 && i <= mask_of(&old); i++) {
        if (old.slots[i].item == 0)
            continue;
        uint32_t slot = wanted_slot(map, old.slots[i].hash);
        while (slots[slot].item != 0)
            slot = (slot + 1) & mask_of(map);
        slots[slot] = old.slots[i];
    }
    memory_resize(old.slots, slots_bytes(old.bits), 0);
    return true;
}

bool key_map_replace(struct key_map *map, uint64_t key, uint32_t item, uint32_t *before)
{
    *before = 0;
    if (map->bits == 0 && !resize(map, LEAST_BITS))
        return false;
    struct key_map_slot *slot = key_map_probe(map, key);
    if (slot->item != 0) {
        *before = slot->item;
        slot->item = item;
        return true;
    }
    if (map->count >= mask_of(map) - mask_of(map) / 4) {
        if (map->bits == 31 || !resize(map, map->bits + 1))
            return false;
        slot = key_map_probe(map, key);
    }
    *slot = (struct key_map_slot){.hash = key_map_hash(key), .item = item};
    map->count++;
    return true;
}

bool key_map_set(struct key_map *map, uint64_t key, uint32_t item)
{
    uint32_t before;
    return key_map_replace(map, key, item, &before);
}

/* Moves later entries of the run back over the gap, so that no search stops short of them. */
static void close_gap(struct key_map *map, uint32_t gap)
{
    const uint32_t mask = mask_of(map);
    for (uint32_t slot = (gap + 1) & mask; map->slots[slot].item != 0; slot = (slot + 1) & mask) {
        const uint32_t wanted = wanted_slot(map, map->slots[slot].hash);
        if (((slot - wanted) & mask) < ((slot - gap) & mask))
            continue;
        map->slots[gap] = map->slots[slot];
        gap = slot;
    }
    map->slots[gap] = (struct key_map_slot){0};
}

void key_map_remove(struct key_map *map, uint64_t key, uint32_t item)
{
    if (map->bits == 0)
        return;
    const uint32_t slot = (uint32_t)(key_map_probe(map, key) - map->slots);
    if (map->slots[slot].item != item || item == 0)
        return;
    close_gap(map, slot);
    map->count--;
    if (map->bits > KEY_MAP_KEPT_BITS && map->count < mask_of(map) / 8)
        resize(map, map->bits - 1);
}
