/* SPDX-License-Identifier: MIT */
/*
 * Memory outside malloc, for blocks that memcheck is to know by their mempool alone: inside a live block of malloc's it
 * would describe them as that. Blocks are 64-byte aligned with a gap before and behind, all else is inaccessible; the
 * address of one given back is not handed out again before ARENA_REST bytes more have been. Needs the runtime's lock.
 */
#ifndef TLSCOPE_HEAP_ARENA_H
#define TLSCOPE_HEAP_ARENA_H

#include <stddef.h>

#define ARENA_REST ((size_t)256 << 20) /* more than memcheck remembers by default */

/* `bytes` inaccessible bytes, for a mempool to hand out; NULL when there are none. */
void *arena_take(size_t bytes);

/* Takes back what arena_take gave for `bytes`. */
void arena_give(void *block, size_t bytes);

#endif
