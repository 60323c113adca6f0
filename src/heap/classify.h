/* SPDX-License-Identifier: MIT */
/* Is an address a block that malloc handed out? Certain with heap=watch or ASan, else as far as can be seen. */
#ifndef TLSCOPE_HEAP_CLASSIFY_H
#define TLSCOPE_HEAP_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>

#include "heap/watch.h"

enum address_class {
    ADDRESS_BLOCK,      /* a heap block, or nothing speaks against it */
    ADDRESS_MISALIGNED, /* malloc never returns such an address */
    ADDRESS_STACK,      /* on the stack of the calling thread */
    ADDRESS_STATIC,     /* in the data or code of a loaded module */
    ADDRESS_UNMAPPED,   /* no memory there */
    ADDRESS_INSIDE,     /* mapped, but no block begins there */
    ADDRESS_FREED,      /* heap=watch: no live block */
};

struct block {
    enum address_class class;
    size_t bytes;         /* of a block, where known; 0: not known */
    unsigned long serial; /* heap=watch: its number; 0: not known */
};

/* Call once, before the others. `watch`: the user asked for heap=watch; tells on stderr when it cannot be had. */
void heap_classify_start(bool watch);

/* True when what is said of an address is certain: with heap=watch, and where Valgrind's malloc can be asked. */
bool heap_is_certain(void);

/* With heap=watch: the interposer's events begin, pause on this thread, end (heap/watch.h). */
void heap_trace(const struct tl_heap_tracer *tracer);
void heap_hush(bool quiet);
void heap_trace_end(heap_each_held each_held);

/* Bytes of the interposer's own tables; 0 without it. */
size_t heap_mapped(void);

struct block heap_classify(const void *address);

/* "on the stack", "in static data or code", … for diagnostics. */
const char *address_class_text(enum address_class class);

#endif
