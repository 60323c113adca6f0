/* SPDX-License-Identifier: MIT */
#include "table/repeats.h"

void repeats_init(struct repeats *repeats)
{
    slab_init(&repeats->slab, sizeof(struct repeat));
    key_map_init(&repeats->by_key, 0);
}

void repeats_free(struct repeats *repeats)
{
    key_map_free(&repeats->by_key);
    slab_free(&repeats->slab);
}

uint64_t repeats_count(struct repeats *repeats, uint8_t code, uint32_t site)
{
    const uint64_t key = (uint64_t)code << 32 | site;
    uint32_t index = key_map_find(&repeats->by_key, key);
    if (index == 0) {
        index = slab_add(&repeats->slab);
        if (index == 0)
            return 1;
        ((struct repeat *)slab_item(&repeats->slab, index))->key = key;
        if (!key_map_set(&repeats->by_key, key, index)) {
            slab_remove(&repeats->slab, index);
            return 1;
        }
    }
    return ++((struct repeat *)slab_item(&repeats->slab, index))->count;
}
