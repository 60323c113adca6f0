/* SPDX-License-Identifier: MIT */
#include "runtime/snapshot.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/runtime.h"

static const char *pipe_path;

void snapshot_start(void)
{
    pipe_path = secure_getenv("TLSCOPE_SNAPSHOT_PIPE");
}

/* Opened anew each time: the program may have closed every file it does not know. */
static void ask(const char *why)
{
    const int pipe = pipe_path != NULL ? open(pipe_path, O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;
    if (pipe < 0)
        return;
    const bool asked = write(pipe, why, strlen(why)) >= 0;
    (void)asked; /* else it is full of questions */
    close(pipe);
}

void snapshot_diagnosed(enum tl_severity severity)
{
    const uint64_t on = runtime.options.snapshot_on;
    if (on == SNAPSHOT_ON_WARNING || (on == SNAPSHOT_ON_ERROR && severity == TL_SEVERITY_ERROR))
        ask("diagnostic\n");
}

static bool due;

void snapshot_live(uint64_t bytes)
{
    static bool above;
    const uint64_t most = runtime.options.snapshot_at;
    due |= !above && bytes > most;
    above = bytes > most || (above && bytes > most / 2);
}

void snapshot_ask_due(void)
{
    if (due)
        ask("live-bytes\n");
    due = false;
}
