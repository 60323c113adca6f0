/* SPDX-License-Identifier: MIT */
/* Allocation for the analysis: it either succeeds or ends the tool with a message, so callers check nothing. */
#ifndef TLSCOPE_ANALYSE_MEMORY_H
#define TLSCOPE_ANALYSE_MEMORY_H

#include <stddef.h>

/* Zeroed; to be given to free(). */
void *memory_new(size_t bytes);

enum { MEMORY_PAGE_BYTES = 4096 };

/* Not zeroed, to be given to free(). `bytes` are a multiple of `align`, a power of two. */
void *memory_aligned(size_t align, size_t bytes);

/* Of pages that are there already: they cost the kernel half of what it takes to give one after another. Huge pages
 * cost ten times as much in virtual machines whose host has to find them. Not zeroed, to be given to free(). `bytes`
 * are a multiple of MEMORY_PAGE_BYTES. */
void *memory_populated(size_t bytes);

/* Says so and ends the tool. */
_Noreturn void memory_out(void);

/* realloc of an array to `count` items; the items added are not zeroed. */
void *memory_resize(void *array, size_t count, size_t item_bytes);

/* A copy of a text, to be given to free(). */
char *memory_copy(const char *text);

/* A text as printf would write it, to be given to free(). */
char *memory_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
