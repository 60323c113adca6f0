/* SPDX-License-Identifier: MIT */
#include "environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap_setting.h"
#include "message.h"
#include "own_library.h"
#include "snapshots.h"
#include "tracer.h"

static bool add_preload(struct environment *environment, const char *name)
{
    char *library = own_library_find(name);
    if (library == NULL) {
        message("%s is not in the folder lib beside the tool's; install tlscope whole, or build it", name);
        return false;
    }
    if (strpbrk(library, " :") != NULL) {
        message("cannot preload %s: LD_PRELOAD takes no path with a space or colon", library);
        free(library);
        return false;
    }
    const char *others = environment->preload != NULL ? environment->preload : getenv("LD_PRELOAD");
    char *joined = NULL;
    bool others_there = others != NULL && others[0] != '\0';
    if (asprintf(&joined, "%s%s%s", library, others_there ? ":" : "", others_there ? others : "") < 0) {
        joined = NULL;
    }
    free(library);
    free(environment->preload);
    environment->preload = joined;
    return joined != NULL;
}

/* The user's options with another one after them: the last one holds. */
static bool set_option(struct environment *environment, const char *option)
{
    const char *options = environment->options != NULL ? environment->options : getenv("TLSCOPE_OPTIONS");
    bool any = options != NULL && options[0] != '\0';
    char *joined = NULL;
    if (asprintf(&joined, "%s%s%s", any ? options : "", any ? ":" : "", option) < 0) {
        joined = NULL;
    }
    free(environment->options);
    environment->options = joined;
    return joined != NULL;
}

/* What is told of single objects is told of all, whatever the user's settings say: `--heap` knows no others. */
#define OF_ALL "summary=0:sample=0:sample_bytes=0:only_kind=:min_size=0:max_size=0:scope_site="

static bool set_snapshot(struct environment *environment, const struct record_options *options)
{
    char *settings = snapshots_settings(options);
    const bool set = settings != NULL && set_option(environment, settings);
    free(settings);
    return set;
}

bool environment_choose(struct environment *environment, const struct record_options *options)
{
    memset(environment, 0, sizeof *environment);
    /* A runtime that was linked into a program has none of the tool's libraries in its own folder. */
    environment->libraries = own_library_folder(TL_TRACER_LIBRARY);
    environment->blocking = options->blocking != 0 && options->snapshot_bytes == 0;
    if ((options->preload && !add_preload(environment, "libtlscope.so")) ||
        (options->settings != NULL && !set_option(environment, options->settings)) ||
        (options->heap && !set_option(environment, "heap=watch:" OF_ALL)) ||
        (options->cupti && !set_option(environment, "cupti=1")) ||
        (options->snapshot_bytes != 0 && !set_snapshot(environment, options))) {
        return false;
    }
    return !(options->heap || heap_setting_is_watch(getenv("TLSCOPE_OPTIONS"))) ||
           add_preload(environment, "libtlscope-heap.so");
}

void environment_apply(const struct environment *environment)
{
    if (environment->preload != NULL) {
        setenv("LD_PRELOAD", environment->preload, 1);
    }
    if (environment->options != NULL) {
        setenv("TLSCOPE_OPTIONS", environment->options, 1);
    }
    if (environment->libraries != NULL) {
        setenv(TL_LIBRARY_DIR, environment->libraries, 1);
    }
    if (environment->snapshot_pipe != NULL) {
        setenv("TLSCOPE_SNAPSHOT_PIPE", environment->snapshot_pipe, 1);
    }
    if (environment->blocking) {
        setenv("LTTNG_UST_ALLOW_BLOCKING", "1", 1);
    }
}

void environment_clear(struct environment *environment)
{
    free(environment->preload);
    free(environment->options);
    free(environment->libraries);
    memset(environment, 0, sizeof *environment);
}
