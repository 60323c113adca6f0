/* SPDX-License-Identifier: MIT */
/* The interposer's events: what the provider tl_heap records. Off until the runtime hands its tracer over. */
#ifndef TLSCOPE_HEAP_TELL_H
#define TLSCOPE_HEAP_TELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "heap/watch.h"

/* The seams of struct heap_watch. */
void tell_begin(const struct tl_heap_tracer *to);
void tell_hush(bool quiet);
void tell_end(heap_each_held each_held);

/* A block just allocated, or about to be freed; about to be resized, and what came of it. */
void tell_alloc(const void *block, size_t bytes, uint32_t place);
void tell_free(const void *block, uint32_t allocated, uint32_t place);
void tell_resizing(const void *block, uint32_t allocated, uint32_t place);
void tell_resized(const void *block, const void *old, size_t bytes, uint32_t place);

/* In a forked child: silent until tell_begin. */
void tell_forked(void);

#endif
