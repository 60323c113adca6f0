/* SPDX-License-Identifier: MIT */
/*
 * A table from the numbers that events use to what they stand for. Numbers come about in their order and most are gone
 * soon: neighbours stand together in a block, which a hash table has, and the newest blocks are at hand. A zeroed one
 * is empty.
 */
#ifndef TLSCOPE_ANALYSE_IDMAP_H
#define TLSCOPE_ANALYSE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

enum { IDMAP_NEIGHBOURS = 32, IDMAP_NEWEST = 128 };

struct idmap_block {
    uint32_t place; /* of its numbers, divided by IDMAP_NEIGHBOURS */
    uint32_t count;
    void *values[IDMAP_NEIGHBOURS]; /* NULL: none */
};

struct idmap {
    struct idmap_block *newest[IDMAP_NEWEST]; /* the last that was made, of each remainder */
    struct idmap_slot {
        uint32_t place;
        struct idmap_block *block; /* NULL in a free slot */
    } * slots;
    size_t size; /* 0 or a power of two */
    size_t blocks;
    size_t count; /* of numbers */
};

void *idmap_find_old(const struct idmap *map, uint32_t number);

/* NULL when the number is not in it. */
static inline void *idmap_find(const struct idmap *map, uint32_t number)
{
    const uint32_t place = number / IDMAP_NEIGHBOURS;
    const struct idmap_block *block = map->newest[place % IDMAP_NEWEST];
    return block && block->place == place ? block->values[number % IDMAP_NEIGHBOURS] : idmap_find_old(map, number);
}

/* Puts a value, not NULL, under a number that is not in it. */
void idmap_put(struct idmap *map, uint32_t number, void *value);

void idmap_remove(struct idmap *map, uint32_t number);

/* The next value in no certain order, from *at, which begins at 0; NULL after the last. None may come or go meanwhile.
 */
void *idmap_next(const struct idmap *map, size_t *at);

/* All map->count values by their numbers; to be given to free(). */
void **idmap_in_order(const struct idmap *map);

/* The table, not the values. */
void idmap_free(struct idmap *map);

#endif
