/* SPDX-License-Identifier: MIT */
/*
 * The live blocks of malloc, for the interposer. The table's memory comes from mmap, and addresses stand in it
 * disguised, so that whoever looks for references to a block does not find the table's.
 */
#ifndef TLSCOPE_HEAP_BLOCKS_H
#define TLSCOPE_HEAP_BLOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct live_block {
    uintptr_t disguised; /* 0: free slot */
    size_t bytes;        /* as asked for */
    unsigned long serial;
    uint32_t place; /* where it was allocated */
};

/* Neither an address nor the complement of one, as which the runtime's tables keep theirs. */
#define BLOCKS_DISGUISE ((uintptr_t)0x5555555555555555)

static inline void *block_address(const struct live_block *block)
{
    return (void *)(block->disguised ^ BLOCKS_DISGUISE);
}

/* `serial` 0: a new block. NULL is no block. */
void blocks_add(const void *address, size_t bytes, uint32_t place, unsigned long serial);

/* False when no live block begins there. */
bool blocks_remove(const void *address, struct live_block *was);
bool blocks_find(const void *address, struct live_block *found);

/* Copies `bytes` from `offset` on of what a live block holds; false when none begins there or it is shorter. It cannot
 * be freed meanwhile. */
bool blocks_read(const void *address, size_t offset, void *to, size_t bytes);

/* A copy of all live blocks, in no order, for blocks_copy_free; NULL when memory is out or there are none. */
struct live_block *blocks_copy(size_t *count);
void blocks_copy_free(struct live_block *copy, size_t count);

/* Bytes of the table itself. */
size_t blocks_mapped(void);

/* Around fork. */
void blocks_lock_all(void);
void blocks_unlock_all(void);

#endif
