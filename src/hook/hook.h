/* SPDX-License-Identifier: MIT */
/*
 * Every event as one call, hook(NAME, .field = …): the only place that knows the backends. All are made with the
 * runtime's lock held, so that events stand in the trace in the order in which the state changed. While nobody records
 * an event its fields are not even looked at.
 */
#ifndef TLSCOPE_HOOK_HOOK_H
#define TLSCOPE_HOOK_HOOK_H

#include "hook/checker.h"
#include "hook/trace.h"

/* Addresses go into the ring buffers in such a way that memcheck does not take them for references. */
#define U8(name)
#define U16(name)
#define U32(name)
#define U64(name)
#define I64(name)
#define STR(name)
#define PTR(name) checker_hide(&event->name, sizeof event->name);
#define TL_EVENT(name, fields)                                                                                         \
    static inline void hook_hide_##name(struct tl_event_##name *event)                                                 \
    {                                                                                                                  \
        (void)event;                                                                                                   \
        fields                                                                                                         \
    }                                                                                                                  \
    static inline void hook_##name(struct tl_event_##name event)                                                       \
    {                                                                                                                  \
        trace.events++;                                                                                                \
        if (checker_tells_memcheck())                                                                                  \
            hook_hide_##name(&event);                                                                                  \
        trace.tracer->name(&event);                                                                                    \
    }
#include "tracepoints/events.def"
#undef TL_EVENT
#undef U8
#undef U16
#undef U32
#undef U64
#undef I64
#undef STR
#undef PTR

#define hook(name, ...)                                                                                                \
    do {                                                                                                               \
        if (trace_records(TL_EVENT_##name))                                                                            \
            hook_##name((struct tl_event_##name){__VA_ARGS__});                                                        \
    } while (0)

#endif
