/* SPDX-License-Identifier: MIT */
/*
 * Items of one size under 32-bit indices that stay put: index 0 is none. Items come zeroed, those of lower indices in a
 * chunk first, so that what is made together stands together; chunks that hold no item any more go back to the kernel,
 * but for a few.
 */
#ifndef TLSCOPE_BASE_SLAB_H
#define TLSCOPE_BASE_SLAB_H

#include <stddef.h>
#include <stdint.h>

#include "base/array.h"

enum { SLAB_CHUNK_BITS = 10, SLAB_CHUNK_ITEMS = 1 << SLAB_CHUNK_BITS };

/* Of empty chunks, at most. */
enum { SLAB_KEPT_BYTES = 16 << 20 };

struct slab_chunk {
    unsigned char *items;                     /* NULL: given back */
    uint32_t used;                            /* items handed out */
    uint32_t fresh;                           /* items never handed out start here */
    uint32_t next, previous;                  /* in the list of chunks with room, as chunk + 1 */
    uint32_t first;                           /* no word before this has a bit */
    uint64_t returned[SLAB_CHUNK_ITEMS / 64]; /* a bit an item */
};

struct slab {
    struct array chunks; /* of struct slab_chunk */
    size_t item_size;
    uint32_t with_room;  /* first chunk with room, + 1 */
    uint32_t empty;      /* chunks with room whose used is 0 */
    uint32_t given_back; /* chunks whose memory was given back */
    uint32_t used;       /* items handed out in all */
};

void slab_init(struct slab *slab, size_t item_size);
void slab_free(struct slab *slab);

/* A zeroed item; 0 when memory or indices are out. */
uint32_t slab_add(struct slab *slab);
void slab_remove(struct slab *slab, uint32_t index);

/* The item of a non-zero index that is handed out, where the compiler knows the size. */
static inline void *slab_item_of(const struct slab *slab, uint32_t index, size_t item_size)
{
    const struct slab_chunk *chunks = slab->chunks.items;
    const uint32_t place = index - 1;
    return chunks[place >> SLAB_CHUNK_BITS].items + (size_t)(place & (SLAB_CHUNK_ITEMS - 1)) * item_size;
}

static inline void *slab_item(const struct slab *slab, uint32_t index)
{
    return slab_item_of(slab, index, slab->item_size);
}

#endif
