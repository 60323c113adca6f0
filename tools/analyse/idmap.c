/* SPDX-License-Identifier: MIT */
#include "idmap.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { SIZE_MIN = 64, TOGETHER = 32 };

/* Neighbours stand together, for the cache's sake: numbers come and go about in their order. */
static size_t home_of(const struct idmap *map, uint32_t number)
{
    const uint32_t hash = number / TOGETHER * 0x9E3779B1u;
    return ((size_t)hash * TOGETHER + number % TOGETHER) & (map->size - 1);
}

/* The slot of the number, or the free one where it belongs. */
static size_t slot_of(const struct idmap *map, uint32_t number)
{
    size_t slot = home_of(map, number);
    while (map->slots[slot].value && map->slots[slot].number != number) {
        slot = (slot + 1) & (map->size - 1);
    }
    return slot;
}

void *idmap_find(const struct idmap *map, uint32_t number)
{
    return map->size == 0 ? NULL : map->slots[slot_of(map, number)].value;
}

static void resize(struct idmap *map, size_t size)
{
    const size_t bytes = size * sizeof(*map->slots);
    struct idmap grown = {.size = size, .count = map->count};
    grown.slots = bytes % MEMORY_HUGE_BYTES != 0 ? memory_new(bytes) : memset(memory_huge(bytes), 0, bytes);
    for (size_t i = 0; i < map->size; i++) {
        if (map->slots[i].value) {
            grown.slots[slot_of(&grown, map->slots[i].number)] = map->slots[i];
        }
    }
    free(map->slots);
    *map = grown;
}

void idmap_put(struct idmap *map, uint32_t number, void *value)
{
    if ((map->count + 1) * 2 > map->size) {
        resize(map, map->size ? map->size * 2 : SIZE_MIN);
    }
    map->slots[slot_of(map, number)] = (struct idmap_slot){number, value};
    map->count++;
}

void idmap_remove(struct idmap *map, uint32_t number)
{
    size_t hole = map->size == 0 ? 0 : slot_of(map, number);
    if (map->size == 0 || !map->slots[hole].value) {
        return;
    }
    size_t mask = map->size - 1;
    for (size_t next = (hole + 1) & mask; map->slots[next].value; next = (next + 1) & mask) {
        size_t home = home_of(map, map->slots[next].number);
        /* What may not be found any more behind the hole moves into it. */
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            map->slots[hole] = map->slots[next];
            hole = next;
        }
    }
    map->slots[hole].value = NULL;
    if (--map->count * 8 < map->size && map->size > SIZE_MIN) {
        resize(map, map->size / 2);
    }
}

void idmap_free(struct idmap *map)
{
    free(map->slots);
    *map = (struct idmap){0};
}
