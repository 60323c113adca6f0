/* SPDX-License-Identifier: MIT */
/* The LTTng session daemon a recording talks to: one of its own wherever that can be had. */
#ifndef TLSCOPE_RECORD_DAEMON_H
#define TLSCOPE_RECORD_DAEMON_H

#include <stdbool.h>
#include <sys/types.h>

#include "run_directory.h"
#include "scratch.h"

struct session_daemon {
    pid_t pid;       /* 0: somebody else's daemon, only used */
    pid_t *guarded;  /* its pid for the guard; NULL without one */
    const char *log; /* its output; NULL for somebody else's */
    struct run_directory directory;
    char environment[SCRATCH_PATH + 16]; /* LTTNG_HOME=..., by which programs find it */
};

/* Prepares the place where it will run. Before any process starts that is to find it. */
void session_daemon_prepare(struct session_daemon *daemon, const struct scratch *scratch, pid_t *guarded);

/* Starts it and waits until it answers. False, with a message, when it does not. */
bool session_daemon_start(struct session_daemon *daemon, const struct scratch *scratch);

/* False when our daemon has ended by itself. */
bool session_daemon_runs(struct session_daemon *daemon);

/* True once its output says that a disk is full. */
bool session_daemon_saw_full_disk(const struct session_daemon *daemon);

/* Repeats what it complained of on stderr. */
void session_daemon_show_complaints(const struct session_daemon *daemon);

/* Ends our daemon, by force when it does not listen; afterwards nothing of it runs. */
void session_daemon_stop(struct session_daemon *daemon);

#endif
