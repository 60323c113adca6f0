/* SPDX-License-Identifier: MIT */
/* A hash table from the numbers that events use to what they stand for. A zeroed one is empty. */
#ifndef TLSCOPE_ANALYSE_IDMAP_H
#define TLSCOPE_ANALYSE_IDMAP_H

#include <stddef.h>
#include <stdint.h>

struct idmap {
    struct idmap_slot {
        uint32_t number;
        void *value; /* NULL in a free slot */
    } * slots;
    size_t size; /* 0 or a power of two */
    size_t count;
};

/* NULL when the number is not in it. */
void *idmap_find(const struct idmap *map, uint32_t number);

/* Puts a value, not NULL, under a number that is not in it. */
void idmap_put(struct idmap *map, uint32_t number, void *value);

void idmap_remove(struct idmap *map, uint32_t number);

/* The table, not the values. */
void idmap_free(struct idmap *map);

#endif
