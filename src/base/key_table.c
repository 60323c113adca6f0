/* SPDX-License-Identifier: MIT */
#include "base/key_table.h"

#include <string.h>

void key_table_init(struct key_table *table, size_t item_size)
{
    slab_init(&table->slab, item_size);
    key_map_init(&table->by_key, 0);
}

static uint32_t index_of(const struct key_table *table, uint64_t key)
{
    return table->by_key.count != 0 ? key_map_find(&table->by_key, key) : 0;
}

void *key_table_find(const struct key_table *table, uint64_t key)
{
    const uint32_t index = index_of(table, key);
    return index != 0 ? slab_item(&table->slab, index) : NULL;
}

void *key_table_add(struct key_table *table, uint64_t key)
{
    const uint32_t index = slab_add(&table->slab);
    if (index == 0)
        return NULL;
    void *item = slab_item(&table->slab, index);
    memcpy(item, &key, sizeof key);
    if (key_map_set(&table->by_key, key, index))
        return item;
    slab_remove(&table->slab, index);
    return NULL;
}

void key_table_remove(struct key_table *table, uint64_t key)
{
    const uint32_t index = index_of(table, key);
    if (index == 0)
        return;
    key_map_remove(&table->by_key, key, index);
    slab_remove(&table->slab, index);
}
