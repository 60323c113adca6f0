/* SPDX-License-Identifier: MIT */
/* Enumerators, event structs and the table of emitters made from heap.def. */
#ifndef TL_TRACEPOINTS_HEAP_EVENTS_H
#define TL_TRACEPOINTS_HEAP_EVENTS_H

#include <stdint.h>

/* Identifiers of the events, in the order of heap.def. */
enum tl_heap_id {
#define TL_HEAP(name, fields) TL_HEAP_##name,
#include "heap.def"
#undef TL_HEAP
    TL_HEAP_COUNT
};

/* One struct an event, a member a field. */
#define U8(name)  uint8_t name;
#define U32(name) uint32_t name;
#define U64(name) uint64_t name;
#define PTR(name) uint64_t name;
#define STR(name) const char *name;
#define TL_HEAP(name, fields)                                                                                          \
    struct tl_heap_##name {                                                                                            \
        fields                                                                                                         \
    };
#include "heap.def"
#undef TL_HEAP
#undef U8
#undef U32
#undef U64
#undef PTR
#undef STR

struct tl_heap_tracer {
    const int *enabled[TL_HEAP_COUNT]; /* not 0 while some session records the event; by enum tl_heap_id */
#define TL_HEAP(name, fields) void (*name)(const struct tl_heap_##name *event);
#include "heap.def"
#undef TL_HEAP
};

#endif
