/* SPDX-License-Identifier: MIT */
/* Sites: the addresses that the ABI was called from, each under a small number that never changes. */
#ifndef TLSCOPE_TABLE_SITES_H
#define TLSCOPE_TABLE_SITES_H

#include <stdbool.h>

#include "base/key_map.h"

struct sites {
    struct slab slab;
    struct key_map by_address;
    struct {
        const void *address;
        uint32_t site;
    } latest[256]; /* a cache in front of the map */
};

void sites_init(struct sites *sites);

/* The site of a caller's address; 0 when it has none yet. */
uint32_t sites_find(struct sites *sites, const void *address);

/* Gives the address a site; 0 when memory is out. */
uint32_t sites_add(struct sites *sites, const void *address);

/* The address of a site; NULL for 0. */
const void *site_address(const struct sites *sites, uint32_t site);

#endif
