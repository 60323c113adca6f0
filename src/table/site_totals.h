/* SPDX-License-Identifier: MIT */
/* How many objects of each place, kind and name came and went: memory follows the number of those, not of objects. */
#ifndef TLSCOPE_TABLE_SITE_TOTALS_H
#define TLSCOPE_TABLE_SITE_TOTALS_H

#include "base/key_map.h"
#include "base/slab.h"

struct site_total {
    uint64_t key; /* site, name and kind, packed */
    uint64_t births;
    uint64_t born_bytes;
    uint64_t deaths;
    uint64_t live_bytes;
    uint64_t peak; /* most that were alive at a time */
    uint64_t peak_bytes;
    bool told; /* as it is */
};

struct site_totals {
    struct slab slab;
    struct key_map by_key;
};

void site_totals_init(struct site_totals *totals);

/* The entry of a place; NULL when memory is out. Valid for good. */
struct site_total *site_totals_of(struct site_totals *totals, uint32_t site, uint32_t name, uint8_t kind);

/* Each entry in no order, `*place` 0 at first; NULL after the last. */
struct site_total *site_totals_next(const struct site_totals *totals, uint32_t *place);

/* Names beyond this share an entry without a name. */
enum { SITE_TOTAL_NAME_BITS = 28, SITE_TOTAL_KIND_BITS = 4 };

static inline uint32_t site_total_site(const struct site_total *total)
{
    return (uint32_t)(total->key >> (SITE_TOTAL_NAME_BITS + SITE_TOTAL_KIND_BITS));
}
static inline uint32_t site_total_name(const struct site_total *total)
{
    return (uint32_t)(total->key >> SITE_TOTAL_KIND_BITS) & ((UINT32_C(1) << SITE_TOTAL_NAME_BITS) - 1);
}
static inline uint8_t site_total_kind(const struct site_total *total)
{
    return (uint8_t)(total->key & ((1u << SITE_TOTAL_KIND_BITS) - 1));
}

void site_total_birth(struct site_total *total, uint64_t bytes);
void site_total_death(struct site_total *total, uint64_t bytes);

/* As if it had not been born there, but for the peak. */
void site_total_unbirth(struct site_total *total, uint64_t bytes);

#endif
