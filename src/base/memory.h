/* SPDX-License-Identifier: MIT */
/*
 * Memory for the runtime's own tables, straight from the kernel: never the program's malloc, so that the tables are
 * no part of what is being debugged and growing one never re-enters an interposed allocator.
 */
#ifndef TLSCOPE_BASE_MEMORY_H
#define TLSCOPE_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Resizes a table of `old_bytes` (0: none) to `new_bytes` (0: gives it back). New bytes are zero. NULL when memory
 * is out (the old table is then intact) or when `new_bytes` is 0. */
void *memory_resize(void *old, size_t old_bytes, size_t new_bytes);

/* Bytes of all tables there are now, in whole pages, touched or not. Any thread. */
size_t memory_mapped(void);

#endif
