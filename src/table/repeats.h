/* SPDX-License-Identifier: MIT */
/* How often each diagnostic has come from each site, so that a flood is counted and not printed. */
#ifndef TLSCOPE_TABLE_REPEATS_H
#define TLSCOPE_TABLE_REPEATS_H

#include "base/key_map.h"
#include "base/slab.h"

struct repeat {
    uint64_t key; /* code << 32 | site */
    uint64_t count;
};

struct repeats {
    struct slab slab;
    struct key_map by_key;
};

void repeats_init(struct repeats *repeats);

void repeats_free(struct repeats *repeats);

/* Counts one more; returns how many there are now (1 also when memory is out). */
uint64_t repeats_count(struct repeats *repeats, uint8_t code, uint32_t site);

#endif
