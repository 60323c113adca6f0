/* SPDX-License-Identifier: MIT */
/* Items that come and go under 64-bit keys of their own; an item begins with its key. */
#ifndef TLSCOPE_BASE_KEY_TABLE_H
#define TLSCOPE_BASE_KEY_TABLE_H

#include "base/key_map.h"
#include "base/slab.h"

struct key_table {
    struct slab slab;
    struct key_map by_key;
};

void key_table_init(struct key_table *table, size_t item_size);

/* The item of `key`; NULL when there is none. Stays where it is until it is removed. */
void *key_table_find(const struct key_table *table, uint64_t key);

/* A zeroed item under `key`, which has none; NULL when memory is out. */
void *key_table_add(struct key_table *table, uint64_t key);

/* Forgets the item of `key`, if there is one. */
void key_table_remove(struct key_table *table, uint64_t key);

#endif
