/* SPDX-License-Identifier: MIT */
/*
 * What libtlscope-heap.so, the preloaded malloc interposer, tells the runtime. The runtime finds it with dlsym and
 * does without when it was not preloaded.
 */
#ifndef TLSCOPE_HEAP_WATCH_H
#define TLSCOPE_HEAP_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEAP_WATCH_SYMBOL  "tlscope_heap_watch"
#define HEAP_WATCH_LIBRARY "libtlscope-heap.so"

struct tl_heap_tracer;

/* Calls `hold` for each block that somebody answers for without a pointer to it that a search could find; `pointers`:
 * the block may hold pointers to others. */
typedef void (*heap_hold)(const void *block, bool pointers);
typedef void (*heap_each_held)(heap_hold hold);

struct heap_watch {
    uint32_t format; /* TL_TRACE_FORMAT of the interposer; the runtime refuses another */
    /* True when `address` is the start of a live block of malloc; *bytes is then what was asked for, *serial a
     * number that no other block had or will have. Any thread, any time. */
    bool (*find)(const void *address, size_t *bytes, unsigned long *serial);
    /* True when a live block begins at most 1 MiB below `address` and covers it; *start is where. Slow. */
    bool (*find_around)(const void *address, const void **start, size_t *bytes);
    /* From now on tells `tracer` of every block, first of those alive. In a forked child to be called anew. */
    void (*trace)(const struct tl_heap_tracer *tracer);
    /* The calling thread's blocks get no events while it is hushed: around fork, when the tracer is locked. */
    void (*hush)(bool quiet);
    /* The last events: which live blocks nothing points to. Those that `each_held` names count as pointed to. */
    void (*end)(heap_each_held each_held);
    /* Bytes of its tables. Any thread, any time. */
    size_t (*mapped)(void);
};

#endif
