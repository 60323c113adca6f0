/* SPDX-License-Identifier: MIT */
#include "hook/trace.h"

#include <dlfcn.h>
#include <stdio.h>

#include "base/library.h"
#include "hook/race_checker.h"

struct trace trace;

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
    trace.tracer = tracer;
}
