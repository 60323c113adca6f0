/* SPDX-License-Identifier: MIT */
/* The two folders that live as long as a recording: the daemon's home, and the buffers in shared memory. */
#ifndef TLSCOPE_RECORD_SCRATCH_H
#define TLSCOPE_RECORD_SCRATCH_H

#include <stdbool.h>

/* Short, because the daemon's sockets below it must fit into the 108 bytes of a socket's address. */
#define SCRATCH_PATH 64

struct scratch {
    char home[SCRATCH_PATH];           /* "" when not made */
    char buffers[SCRATCH_PATH];        /* "" when not made */
    char log[SCRATCH_PATH + 16];       /* the daemon's output, in home */
    char no_load[SCRATCH_PATH + 16];   /* an empty folder in home */
    char extracted[SCRATCH_PATH + 16]; /* not made yet; in home */
};

/* Makes both. False, with a message, when it cannot. scratch_remove it either way. */
bool scratch_make(struct scratch *scratch);

void scratch_remove(struct scratch *scratch);

#endif
