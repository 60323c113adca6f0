/* SPDX-License-Identifier: MIT */
/* What was alive when most bytes were. */
#ifndef TLSCOPE_ANALYSE_PEAK_H
#define TLSCOPE_ANALYSE_PEAK_H

#include "accounts.h"
#include "sites.h"

struct peak_place {
    struct peak_place_key {
        const char *name;
        uint32_t place;
        uint32_t kind;
    } key;
    uint64_t objects;
    uint64_t bytes;
};

/* Of all accounts, by place, the most bytes first; to be given to grouping_free. After accounts_finish. */
struct grouping peak_places(const struct accounts *accounts, const struct sites *sites);

/* The same at a device's own peak, of what was on it. */
struct grouping peak_places_on(const struct accounts *accounts, const struct sites *sites, uint32_t device);

#endif
