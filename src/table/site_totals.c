/* SPDX-License-Identifier: MIT */
#include "table/site_totals.h"

void site_totals_init(struct site_totals *totals)
{
    slab_init(&totals->slab, sizeof(struct site_total));
    key_map_init(&totals->by_key, 0);
}

struct site_total *site_totals_of(struct site_totals *totals, uint32_t site, uint32_t name, uint8_t kind)
{
    const uint32_t kept_name = name >> SITE_TOTAL_NAME_BITS == 0 ? name : 0;
    const uint64_t key = (uint64_t)site << (SITE_TOTAL_NAME_BITS + SITE_TOTAL_KIND_BITS) |
                         (uint64_t)kept_name << SITE_TOTAL_KIND_BITS | kind;
    uint32_t index = key_map_find(&totals->by_key, key);
    if (index != 0)
        return slab_item(&totals->slab, index);
    index = slab_add(&totals->slab);
    if (index == 0)
        return NULL;
    struct site_total *total = slab_item(&totals->slab, index);
    total->key = key;
    if (key_map_set(&totals->by_key, key, index))
        return total;
    slab_remove(&totals->slab, index);
    return NULL;
}

struct site_total *site_totals_next(const struct site_totals *totals, uint32_t *place)
{
    const uint32_t index = key_map_next(&totals->by_key, place);
    return index != 0 ? slab_item(&totals->slab, index) : NULL;
}

void site_total_birth(struct site_total *total, uint64_t bytes)
{
    total->births++;
    total->born_bytes += bytes;
    total->live_bytes += bytes;
    const uint64_t live = total->births - total->deaths;
    total->peak = live > total->peak ? live : total->peak;
    total->peak_bytes = total->live_bytes > total->peak_bytes ? total->live_bytes : total->peak_bytes;
    total->told = false;
}

void site_total_death(struct site_total *total, uint64_t bytes)
{
    total->deaths++;
    total->live_bytes -= bytes;
    total->told = false;
}

void site_total_unbirth(struct site_total *total, uint64_t bytes)
{
    total->births--;
    total->born_bytes -= bytes;
    total->live_bytes -= bytes;
    total->told = false;
}
