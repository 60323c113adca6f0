/* SPDX-License-Identifier: MIT */
#include "gpu/gpu.h"

#include <dlfcn.h>
#include <stdio.h>

#include "base/library.h"
#include "gpu/watch.h"
#include "hook/trace.h"

static const struct gpu_watch *started; /* NULL: nothing is recorded */

static void complain(const char *why)
{
    fprintf(stderr, "tlscope: cupti=1 is off: %s; device memory and kernels are not recorded\n", why);
}

void gpu_start(void)
{
    char text[GPU_WATCH_TEXT_BYTES] = "";
    if (trace.tracer == NULL) {
        complain("there is no tracing (run under tlscope record)");
        return;
    }
    void *library = library_open(GPU_WATCH_LIBRARY);
    if (library == NULL) {
        snprintf(text, sizeof text,
                 "%s (it is built where CMake finds CUPTI, and needs the driver's libcuda.so.1 and libcupti.so)",
                 dlerror());
        complain(text);
        return;
    }
    const struct gpu_watch *watch = dlsym(library, GPU_WATCH_SYMBOL);
    if (watch == NULL || watch->format != TL_TRACE_FORMAT) {
        complain(GPU_WATCH_LIBRARY " is of another version than the runtime: install both from one build");
        return;
    }
    if (!watch->start(trace.tracer->gpu, text)) {
        complain(text);
        return;
    }
    started = watch;
    if (text[0] != '\0')
        fprintf(stderr, "tlscope: cupti=1 is only partly on: %s\n", text);
}

void gpu_end(void)
{
    if (started != NULL)
        started->end();
}
