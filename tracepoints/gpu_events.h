/* SPDX-License-Identifier: MIT */
/* Enumerators, event structs and the table of emitters made from gpu.def. */
#ifndef TL_TRACEPOINTS_GPU_EVENTS_H
#define TL_TRACEPOINTS_GPU_EVENTS_H

#include <stdint.h>

/* Identifiers of the events, in the order of gpu.def. */
enum tl_gpu_id {
#define TL_GPU(name, fields) TL_GPU_##name,
#include "gpu.def"
#undef TL_GPU
    TL_GPU_COUNT
};

/* One struct an event, a member a field. */
#define U8(name)  uint8_t name;
#define U32(name) uint32_t name;
#define U64(name) uint64_t name;
#define PTR(name) uint64_t name;
#define STR(name) const char *name;
#define TL_GPU(name, fields)                                                                                           \
    struct tl_gpu_##name {                                                                                             \
        fields                                                                                                         \
    };
#include "gpu.def"
#undef TL_GPU
#undef U8
#undef U32
#undef U64
#undef PTR
#undef STR

struct tl_gpu_tracer {
    const int *enabled[TL_GPU_COUNT]; /* not 0 while some session records the event; by enum tl_gpu_id */
#define TL_GPU(name, fields) void (*name)(const struct tl_gpu_##name *event);
#include "gpu.def"
#undef TL_GPU
};

#endif
