/* SPDX-License-Identifier: MIT */
#include "table/sites.h"

void sites_init(struct sites *sites)
{
    slab_init(&sites->slab, sizeof(uint64_t));
    key_map_init(&sites->by_address, &sites->slab);
}

uint32_t sites_find(struct sites *sites, const void *address)
{
    const uint64_t key = (uint64_t)(uintptr_t)address;
    const size_t place = (key ^ key >> 8) % (sizeof sites->latest / sizeof sites->latest[0]);
    if (sites->latest[place].address == address)
        return sites->latest[place].site;
    const uint32_t site = key_map_find(&sites->by_address, key);
    if (site != 0) {
        sites->latest[place].address = address;
        sites->latest[place].site = site;
    }
    return site;
}

uint32_t sites_add(struct sites *sites, const void *address)
{
    const uint64_t key = (uint64_t)(uintptr_t)address;
    const uint32_t site = slab_add(&sites->slab);
    if (site == 0)
        return 0;
    *(uint64_t *)slab_item(&sites->slab, site) = key;
    if (key_map_set(&sites->by_address, key, site))
        return site;
    slab_remove(&sites->slab, site);
    return 0;
}

const void *site_address(const struct sites *sites, uint32_t site)
{
    if (site == 0)
        return NULL;
    return (const void *)(uintptr_t) * (const uint64_t *)slab_item(&sites->slab, site);
}
