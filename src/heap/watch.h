/* SPDX-License-Identifier: MIT */
/*
 * What libtlscope-heap.so, the preloaded malloc interposer, tells the runtime. The runtime finds it with dlsym and
 * does without when it was not preloaded.
 */
#ifndef TLSCOPE_HEAP_WATCH_H
#define TLSCOPE_HEAP_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#define HEAP_WATCH_SYMBOL  "tlscope_heap_watch"
#define HEAP_WATCH_LIBRARY "libtlscope-heap.so"

struct heap_watch {
    /* True when `address` is the start of a live block of malloc; *bytes is then what was asked for, *serial a
     * number that no other block had or will have. Any thread, any time. */
    bool (*find)(const void *address, size_t *bytes, unsigned long *serial);
    /* True when a live block begins at most 1 MiB below `address` and covers it; *start is where. Slow. */
    bool (*find_around)(const void *address, const void **start, size_t *bytes);
};

#endif
