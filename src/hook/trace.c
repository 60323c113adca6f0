/* SPDX-License-Identifier: MIT */
#include "hook/trace.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "hook/race_checker.h"

struct trace trace;

/* The provider's path beside the library that holds this code; false when that cannot be told. */
static bool path_beside(char *path, size_t size)
{
    Dl_info self;
    if (dladdr(&trace, &self) == 0 || self.dli_fname == NULL)
        return false;
    const char *slash = strrchr(self.dli_fname, '/');
    const int folder = slash != NULL ? (int)(slash - self.dli_fname + 1) : 0;
    const int length = snprintf(path, size, "%.*s%s", folder, self.dli_fname, TL_TRACER_LIBRARY);
    return length > 0 && (size_t)length < size;
}

void trace_load(void)
{
    char path[4096];
    void *library = path_beside(path, sizeof path) ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL)
        library = dlopen(TL_TRACER_LIBRARY, RTLD_NOW | RTLD_LOCAL);
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
