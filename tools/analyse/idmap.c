/* SPDX-License-Identifier: MIT */
#include "idmap.h"

#include <stdlib.h>

#include "memory.h"

enum { SIZE_MIN = 16 };

static size_t home_of(const struct idmap *map, uint32_t place)
{
    const uint32_t hash = place * 0x9E3779B1u;
    return (hash ^ hash >> 15) & (map->size - 1);
}

/* The slot of the block, or the free one where it belongs. */
static size_t slot_of(const struct idmap *map, uint32_t place)
{
    size_t slot = home_of(map, place);
    while (map->slots[slot].block && map->slots[slot].place != place) {
        slot = (slot + 1) & (map->size - 1);
    }
    return slot;
}

static struct idmap_block *block_of(const struct idmap *map, uint32_t place)
{
    struct idmap_block *block = map->newest[place % IDMAP_NEWEST];
    if (block && block->place == place) {
        return block;
    }
    return map->size == 0 ? NULL : map->slots[slot_of(map, place)].block;
}

void *idmap_find_old(const struct idmap *map, uint32_t number)
{
    const struct idmap_block *block = block_of(map, number / IDMAP_NEIGHBOURS);
    return block ? block->values[number % IDMAP_NEIGHBOURS] : NULL;
}

static void resize(struct idmap *map, size_t size)
{
    struct idmap_slot *before = map->slots;
    const size_t size_before = map->size;
    map->slots = memory_new(size * sizeof(*map->slots));
    map->size = size;
    for (size_t i = 0; i < size_before; i++) {
        if (before[i].block) {
            map->slots[slot_of(map, before[i].place)] = before[i];
        }
    }
    free(before);
}

static struct idmap_block *block_make(struct idmap *map, uint32_t place)
{
    if ((map->blocks + 1) * 2 > map->size) {
        resize(map, map->size ? map->size * 2 : SIZE_MIN);
    }
    struct idmap_block *block = memory_new(sizeof(*block));
    block->place = place;
    map->slots[slot_of(map, place)] = (struct idmap_slot){place, block};
    map->newest[place % IDMAP_NEWEST] = block;
    map->blocks++;
    return block;
}

void idmap_put(struct idmap *map, uint32_t number, void *value)
{
    const uint32_t place = number / IDMAP_NEIGHBOURS;
    struct idmap_block *found = block_of(map, place);
    struct idmap_block *block = found ? found : block_make(map, place);
    block->values[number % IDMAP_NEIGHBOURS] = value;
    block->count++;
    map->count++;
}

static void block_end(struct idmap *map, struct idmap_block *block)
{
    const size_t mask = map->size - 1;
    size_t hole = slot_of(map, block->place);
    for (size_t next = (hole + 1) & mask; map->slots[next].block; next = (next + 1) & mask) {
        const size_t home = home_of(map, map->slots[next].place);
        /* What may not be found any more behind the hole moves into it. */
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            map->slots[hole] = map->slots[next];
            hole = next;
        }
    }
    map->slots[hole].block = NULL;
    struct idmap_block **newest = &map->newest[block->place % IDMAP_NEWEST];
    *newest = *newest == block ? NULL : *newest;
    free(block);
    if (--map->blocks * 8 < map->size && map->size > SIZE_MIN) {
        resize(map, map->size / 2);
    }
}

void idmap_remove(struct idmap *map, uint32_t number)
{
    struct idmap_block *block = block_of(map, number / IDMAP_NEIGHBOURS);
    void **value = block ? &block->values[number % IDMAP_NEIGHBOURS] : NULL;
    if (!value || !*value) {
        return;
    }
    *value = NULL;
    map->count--;
    if (--block->count == 0) {
        block_end(map, block);
    }
}

void *idmap_next(const struct idmap *map, size_t *at)
{
    for (; *at < map->size * IDMAP_NEIGHBOURS; ++*at) {
        const struct idmap_block *block = map->slots[*at / IDMAP_NEIGHBOURS].block;
        void *value = block ? block->values[*at % IDMAP_NEIGHBOURS] : NULL;
        if (value) {
            ++*at;
            return value;
        }
    }
    return NULL;
}

/* Free slots last. */
static int by_place(const void *left, const void *right)
{
    const struct idmap_slot *a = left;
    const struct idmap_slot *b = right;
    if (!a->block || !b->block) {
        return (!a->block) - (!b->block);
    }
    return a->place < b->place ? -1 : a->place > b->place;
}

void **idmap_in_order(const struct idmap *map)
{
    void **values = memory_resize(NULL, map->count + 1, sizeof(void *));
    struct idmap ordered = {.slots = memory_resize(NULL, map->size + 1, sizeof(*map->slots)), .size = map->size};
    size_t at = 0;
    for (size_t i = 0; i < map->size; i++) {
        ordered.slots[i] = map->slots[i];
    }
    qsort(ordered.slots, ordered.size, sizeof(*ordered.slots), by_place);
    for (size_t i = 0; i < map->count; i++) {
        values[i] = idmap_next(&ordered, &at);
    }
    free(ordered.slots);
    return values;
}

void idmap_free(struct idmap *map)
{
    for (size_t i = 0; i < map->size; i++) {
        free(map->slots[i].block);
    }
    free(map->slots);
    *map = (struct idmap){0};
}
