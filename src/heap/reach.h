/* SPDX-License-Identifier: MIT */
/*
 * Which live blocks nothing points to any more, as leak checkers search for it: from every writable private mapping,
 * stacks included, and on through the blocks found. A pointer into a block counts, and so does what only looks like
 * one: what is called unreachable is, unless its address is kept disguised or in shared memory.
 */
#ifndef TLSCOPE_HEAP_REACH_H
#define TLSCOPE_HEAP_REACH_H

#include <stdbool.h>
#include <stddef.h>

#include "heap/blocks.h"
#include "heap/watch.h"

/*
 * Sorts `blocks` and calls `tell` for each that cannot be reached; `indirect`: another of those points to it. False
 * when the search was given up: too much memory to look through, or none to do it with.
 */
bool reach_search(struct live_block *blocks, size_t count, heap_each_held each_held,
                  void (*tell)(const struct live_block *block, bool indirect));

#endif
