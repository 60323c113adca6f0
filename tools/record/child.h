/* SPDX-License-Identifier: MIT */
/* The recorded program: made early, because its pid names the output, and let go when all is ready. */
#ifndef TLSCOPE_RECORD_CHILD_H
#define TLSCOPE_RECORD_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "environment.h"
#include "signals.h"

struct child {
    pid_t pid;   /* 0 when there is none */
    int go;      /* the end of a pipe on which the child waits for its start */
    int failure; /* the end of a pipe that tells why the exec failed */
};

/* Forks the child that will become `path` with `argv` and `environment`; it waits. False, with a message. */
bool child_hold(struct child *child, const char *path, char *const argv[], const struct environment *environment,
                const struct signals *signals);

/* Lets it become the program, with `folder`, that of the recording, as TLSCOPE_RECORDING and what is in it for JIT code
 * as TLSCOPE_JIT_DIR. 0, or the errno of a failed exec: then the child is gone. */
int child_release(struct child *child, const char *folder);

/* Ends a child that was never released. */
void child_drop(struct child *child);

/* An exit code as a shell gives it, from waitpid's status. */
int child_exit_code(int status);

#endif
