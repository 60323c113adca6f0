/* SPDX-License-Identifier: MIT */
/* The LTTng backend: the optional provider's table, found once at start. */
#ifndef TLSCOPE_HOOK_TRACE_H
#define TLSCOPE_HOOK_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "tracepoints/tracer.h"

/* False where it is compiled out: nothing of the events is left then. */
#ifdef TLSCOPE_LTTNG
#define TRACE_IS_BUILT true
#else
#define TRACE_IS_BUILT false
#endif

struct trace {
    const struct tl_tracer *tracer;     /* NULL: no provider */
    const int *enabled[TL_EVENT_COUNT]; /* the provider's; without one all lead to a 0 */
    uint64_t events;                    /* emitted by this process while a session recorded them */
};

extern struct trace trace;

/* Loads the provider from the runtime's own folder, else from where the loader looks. Absent, or with no session daemon
 * to record it: does nothing. */
void trace_load(void);

/* Makes a provider's table the one that events go to. */
void trace_use(const struct tl_tracer *tracer);

static inline bool trace_records(enum tl_event_id event)
{
    return TRACE_IS_BUILT && __builtin_expect(__atomic_load_n(trace.enabled[event], __ATOMIC_RELAXED) != 0, false);
}

#endif
