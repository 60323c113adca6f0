/* SPDX-License-Identifier: MIT */
/* The probes of the provider tl_mem and the one table through which the runtime reaches them. */
#include <lttng/ust-fork.h>

#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "tl_mem.h"

#include "tracer.h"

/* The runtime asks the enabled table first, so each emitter goes straight to the probe. */
#define TL_EVENT(name, fields)                                                                                         \
    static void emit_##name(const struct tl_event_##name *event)                                                       \
    {                                                                                                                  \
        lttng_ust_do_tracepoint(tl_mem, name, event);                                                                  \
    }
#include "events.def"
#undef TL_EVENT

extern const struct tl_tracer tlscope_tracer;

__attribute__((visibility("default"))) const struct tl_tracer tlscope_tracer = {
    .format = TL_TRACE_FORMAT,
    .bytes = sizeof(struct tl_tracer),
    .enabled =
        {
#define TL_EVENT(name, fields) [TL_EVENT_##name] = &lttng_ust_tracepoint_tl_mem___##name.state,
#include "events.def"
#undef TL_EVENT
        },
#define TL_EVENT(name, fields) .name = emit_##name,
#include "events.def"
#undef TL_EVENT
    .heap = &tl_heap_tracer,
    .gpu = &tl_gpu_tracer,
    .before_fork = lttng_ust_before_fork,
    .after_fork_parent = lttng_ust_after_fork_parent,
    .after_fork_child = lttng_ust_after_fork_child,
};
