/* SPDX-License-Identifier: MIT */
#include "hook/trace.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "base/library.h"
#include "hook/race_checker.h"

static const int never;

struct trace trace = {
#define TL_EVENT(name, fields) .enabled[TL_EVENT_##name] = &never,
#include "tracepoints/events.def"
#undef TL_EVENT
};

void trace_use(const struct tl_tracer *tracer)
{
    memcpy(trace.enabled, tracer->enabled, sizeof trace.enabled);
    trace.tracer = tracer;
}

void trace_load(void)
{
    void *library = TRACE_IS_BUILT ? library_open(TL_TRACER_LIBRARY) : NULL;
    if (library == NULL)
        return;
    const struct tl_tracer *tracer = dlsym(library, TL_TRACER_SYMBOL);
    if (tracer == NULL || tracer->format != TL_TRACE_FORMAT) {
        fprintf(stderr, "tlscope: %s is of another version than the runtime; events are not traced\n",
                TL_TRACER_LIBRARY);
        return;
    }
    for (size_t event = 0; event < TL_EVENT_COUNT; event++)
        race_checker_allow(tracer->enabled[event]);
    trace_use(tracer);
}
