/* SPDX-License-Identifier: MIT */
/*
 * The one seam between the runtime and the LTTng provider: the provider is an optional shared object that exports
 * one table under the name TL_TRACER_SYMBOL; the runtime finds it with dlopen and does without when it is absent.
 */
#ifndef TL_TRACEPOINTS_TRACER_H
#define TL_TRACEPOINTS_TRACER_H

#include <signal.h>
#include <stdbool.h>

#include "gpu_events.h"
#include "heap_events.h"
#include "values.h"

#define TL_TRACER_LIBRARY "libtlscope-tracepoints.so"
#define TL_TRACER_SYMBOL  "tlscope_tracer"

/* The environment variable that names the folder of that library and its like, where the runtime has none beside it. */
#define TL_LIBRARY_DIR "TLSCOPE_LIBRARY_DIR"

struct tl_tracer {
    uint32_t format;                    /* TL_TRACE_FORMAT of the provider; the runtime refuses another */
    uint32_t bytes;                     /* of this table: other events are in one of another size */
    const int *enabled[TL_EVENT_COUNT]; /* not 0 while some session records the event; by enum tl_event_id */
#define TL_EVENT(name, fields) void (*name)(const struct tl_event_##name *event);
#include "events.def"
#undef TL_EVENT
    const struct tl_heap_tracer *heap; /* the malloc interposer's events */
    const struct tl_gpu_tracer *gpu;   /* the CUPTI plugin's */
    /* Around fork, so that the child's events carry the child's pid (lttng/ust-fork.h). */
    void (*before_fork)(sigset_t *saved);
    void (*after_fork_parent)(sigset_t *saved);
    void (*after_fork_child)(sigset_t *saved);
};

/* Both are of one build, as far as that can be told. */
static inline bool tl_tracer_fits(const struct tl_tracer *tracer)
{
    return tracer->format == TL_TRACE_FORMAT && tracer->bytes == sizeof *tracer;
}

/* Of the provider itself; others reach it through the table. */
extern const struct tl_heap_tracer tl_heap_tracer;
extern const struct tl_gpu_tracer tl_gpu_tracer;

#endif
