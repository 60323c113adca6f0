/* SPDX-License-Identifier: MIT */
/*
 * A process that clears up when the recorder has ended. Of one that was killed it ends the daemon, and keeps what is
 * left in the buffers.
 */
#ifndef TLSCOPE_RECORD_GUARD_H
#define TLSCOPE_RECORD_GUARD_H

#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

#include "scratch.h"

/* What it goes by, in memory that both share. */
struct guard_facts {
    struct scratch scratch; /* removed whichever way the recorder ends */
    pid_t daemon;           /* 0 while there is none to end */
    char trace[PATH_MAX];   /* whose events are in the buffers; "" while there is none */
};

struct guard {
    pid_t pid;                 /* 0: none */
    int lifeline;              /* closed when this process ends, however it does */
    struct guard_facts *facts; /* NULL: it could not be started */
};

/* Starts it, before anything is made. False, with a message, when it cannot; end it either way. */
bool guard_start(struct guard *guard);

/* When the recording is whole, or is not to be kept: returns when the folders are removed. */
void guard_end(struct guard *guard);

#endif
