/* SPDX-License-Identifier: MIT */
#include "hook/trace.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static bool begins_with(const char *text, const char *beginning)
{
    return strncmp(text, beginning, strlen(beginning)) == 0;
}

/* A session daemon listens there, or has; or nobody may look. */
static bool has_socket(const char *folder)
{
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    bool found = false;
    if (directory == NULL)
        return errno != ENOENT && errno != ENOTDIR;
    while (!found && (entry = readdir(directory)) != NULL)
        found = begins_with(entry->d_name, "lttng-ust-sock");
    closedir(directory);
    return found;
}

/* With the provider come two threads of LTTng's, which wait for a session daemon: malloc takes atomic operations from
 * then on, and a start 5 ms. So it is left out where there is none, unless the user has something to say to LTTng. */
static bool may_be_recorded(void)
{
    char folder[PATH_MAX];
    const char *home = getenv("HOME");
    for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
        if (begins_with(*variable, "LTTNG_"))
            return true;
    }
    return has_socket("/var/run/lttng") ||
           (home != NULL && snprintf(folder, sizeof folder, "%s/.lttng", home) < PATH_MAX && has_socket(folder));
}

void trace_load(void)
{
    void *library = TRACE_IS_BUILT && may_be_recorded() ? library_open(TL_TRACER_LIBRARY) : NULL;
    if (library == NULL)
        return;
    const struct tl_tracer *tracer = dlsym(library, TL_TRACER_SYMBOL);
    if (tracer == NULL || !tl_tracer_fits(tracer)) {
        fprintf(stderr, "tlscope: %s is of another version than the runtime; events are not traced\n",
                TL_TRACER_LIBRARY);
        return;
    }
    for (size_t event = 0; event < TL_EVENT_COUNT; event++)
        race_checker_allow(tracer->enabled[event]);
    trace_use(tracer);
}
