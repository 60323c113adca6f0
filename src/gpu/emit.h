/* SPDX-License-Identifier: MIT */
/* The events of tl_gpu, for the plugin's own use: counted, and emitted while some session records them. */
#ifndef TLSCOPE_GPU_EMIT_H
#define TLSCOPE_GPU_EMIT_H

#include <stdatomic.h>

#include "tracepoints/gpu_events.h"

struct gpu_out {
    const struct tl_gpu_tracer *tracer;
    atomic_ulong events; /* emitted */
};

extern struct gpu_out gpu_out;

#define TL_GPU(name, fields)                                                                                           \
    static inline void gpu_emit_##name(struct tl_gpu_##name event)                                                     \
    {                                                                                                                  \
        if (__atomic_load_n(gpu_out.tracer->enabled[TL_GPU_##name], __ATOMIC_RELAXED) != 0) {                          \
            atomic_fetch_add_explicit(&gpu_out.events, 1, memory_order_relaxed);                                       \
            gpu_out.tracer->name(&event);                                                                              \
        }                                                                                                              \
    }
#include "tracepoints/gpu.def"
#undef TL_GPU

/* gpu_emit(kernel, .begin = 1, …) */
#define gpu_emit(name, ...) gpu_emit_##name((struct tl_gpu_##name){__VA_ARGS__})

#endif
