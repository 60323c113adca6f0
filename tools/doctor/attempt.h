/* SPDX-License-Identifier: MIT */
/* Something tried in a child, which may fail, crash or hang: what it wrote comes back, and how it ended. */
#ifndef TLSCOPE_DOCTOR_ATTEMPT_H
#define TLSCOPE_DOCTOR_ATTEMPT_H

#include <stdbool.h>

enum attempt_end {
    ATTEMPT_DONE,        /* exited with 0 */
    ATTEMPT_FAILED,      /* exited with something else */
    ATTEMPT_CRASHED,     /* by a signal */
    ATTEMPT_HUNG,        /* killed after its limit */
    ATTEMPT_NOT_STARTED, /* no such program, or no process to be had */
};

enum { ATTEMPT_TEXT_BYTES = 2048 };

struct attempt {
    enum attempt_end end;
    char text[ATTEMPT_TEXT_BYTES]; /* what it wrote to stdout and stderr, as far as there is room */
};

/* Runs `act` in a child, whose exit code is what it returns. */
void attempt_call(struct attempt *attempt, int (*act)(void *context), void *context, int milliseconds);

/* Runs a program, searched in PATH. */
void attempt_run(struct attempt *attempt, char *const argv[], int milliseconds);

/* The first line of what it wrote, or how it ended where it wrote nothing: valid as long as the attempt. */
const char *attempt_words(const struct attempt *attempt);

#endif
