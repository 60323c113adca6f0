/* SPDX-License-Identifier: MIT */
/*
 * What libtlscope-cupti.so gives the runtime, which opens it for cupti=1 and knows nothing of CUDA itself: it tells
 * the tracer what CUPTI records of the process's devices until the process ends.
 */
#ifndef TLSCOPE_GPU_WATCH_H
#define TLSCOPE_GPU_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "tracepoints/gpu_events.h"

#define GPU_WATCH_LIBRARY "libtlscope-cupti.so"
#define GPU_WATCH_SYMBOL  "tlscope_gpu_watch"

enum { GPU_WATCH_TEXT_BYTES = 384 };

struct gpu_watch {
    uint32_t format; /* TL_TRACE_FORMAT of the plugin; the runtime refuses another */
    /* Once, before the process uses a device. `text` says what is not recorded, and why: "" is nothing. False when
     * nothing is. */
    bool (*start)(const struct tl_gpu_tracer *tracer, char text[GPU_WATCH_TEXT_BYTES]);
    /* The process ends: tells what is left. After a start that returned true; in a forked child it does nothing. */
    void (*end)(void);
};

#endif
