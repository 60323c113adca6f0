/* SPDX-License-Identifier: MIT */
#include "table/numbering.h"

void numbering_init(struct numbering *numbering, size_t item_size)
{
    slab_init(&numbering->slab, item_size);
    key_map_init(&numbering->by_key, 0);
}

void numbering_clear(struct numbering *numbering)
{
    const size_t item_size = numbering->slab.item_size;
    key_map_free(&numbering->by_key);
    slab_free(&numbering->slab);
    numbering_init(numbering, item_size);
}

uint32_t numbering_add(struct numbering *numbering, uint64_t key)
{
    const uint32_t number = slab_add(&numbering->slab);
    if (number == 0)
        return 0;
    *(uint64_t *)slab_item(&numbering->slab, number) = key;
    if (key_map_set(&numbering->by_key, key, number))
        return number;
    slab_remove(&numbering->slab, number);
    return 0;
}

bool numbering_rekey(struct numbering *numbering, uint32_t number, uint64_t key)
{
    uint64_t *item = numbering_item(numbering, number);
    key_map_remove(&numbering->by_key, *item, number);
    *item = key;
    return key_map_set(&numbering->by_key, key, number);
}
