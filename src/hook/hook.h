/* SPDX-License-Identifier: MIT */
/*
 * Every event as one inline call, hook_NAME(struct tl_event_NAME): the only place that knows the backends. All are
 * called with the runtime's lock held, so that events stand in the trace in the order in which the state changed.
 */
#ifndef TLSCOPE_HOOK_HOOK_H
#define TLSCOPE_HOOK_HOOK_H

#include "hook/trace.h"

#define TL_EVENT(name, fields)                                                                                         \
    static inline void hook_##name(struct tl_event_##name event)                                                       \
    {                                                                                                                  \
        if (trace_records(TL_EVENT_##name)) {                                                                          \
            trace.events++;                                                                                            \
            trace.tracer->name(&event);                                                                                \
        }                                                                                                              \
    }
#include "tracepoints/events.def"
#undef TL_EVENT

/* hook(enter_scope, .scope = 1, …) reads better at the call than a struct literal. */
#define hook(name, ...) hook_##name((struct tl_event_##name){__VA_ARGS__})

#endif
