/* SPDX-License-Identifier: MIT */
/*
 * Items of one size, taken and given back by the million: what was given back last is taken first, since it is in the
 * cache still. Memory stays the slab's until slab_free. A zeroed one with `item_bytes` set is empty. Not thread safe.
 */
#ifndef TLSCOPE_MEMORY_SLAB_H
#define TLSCOPE_MEMORY_SLAB_H

#include <stddef.h>

struct slab {
    size_t item_bytes;
    struct slab_item *given; /* back, the newest first */
    void **chunks;
    size_t chunk_count;
    char *next;       /* item that nobody has had yet, in the newest chunk */
    size_t untouched; /* how many there are of those */
};

/* Never NULL; what is in it is not known. */
void *slab_take(struct slab *slab);

/* An item of this slab, to be used no more. */
void slab_give(struct slab *slab, void *item);

/* All items have been given back, or are used no more. */
void slab_free(struct slab *slab);

#endif
