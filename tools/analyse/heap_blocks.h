/* SPDX-License-Identifier: MIT */
/* Live blocks by address: of the heap, of devices, that the program told of. A zeroed table is empty; its memory
 * follows what is in it. */
#ifndef TLSCOPE_ANALYSE_HEAP_BLOCKS_H
#define TLSCOPE_ANALYSE_HEAP_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_block {
    uint64_t pointer; /* 0 in a free slot */
    uint64_t bytes;
    uint32_t place;  /* where it was allocated */
    uint32_t object; /* what the manager knows it as; 0: nothing */
};

struct heap_blocks {
    struct heap_block *slots;
    size_t size; /* 0 or a power of two */
    size_t count;
};

/* NULL when no block begins there. Valid until the next put or take. */
struct heap_block *heap_blocks_find(const struct heap_blocks *blocks, uint64_t pointer);

/* The latest of a pointer holds; it is not 0. */
void heap_blocks_put(struct heap_blocks *blocks, struct heap_block block);

/* Takes the block out into *taken; false when none begins there. */
bool heap_blocks_take(struct heap_blocks *blocks, uint64_t pointer, struct heap_block *taken);

void heap_blocks_free(struct heap_blocks *blocks);

#endif
