/* SPDX-License-Identifier: MIT */
/* The time while the program runs: signals are handed on, and recording ends early where it could do harm. */
#ifndef TLSCOPE_RECORD_WATCH_H
#define TLSCOPE_RECORD_WATCH_H

#include "daemon.h"
#include "record.h"
#include "session.h"
#include "signals.h"
#include "snapshots.h"

struct watch {
    pid_t program;
    struct signals *signals;
    struct session_daemon *daemon;
    struct session *session;
    int32_t blocking;            /* longest wait of one event for room, microseconds */
    struct snapshots *snapshots; /* with no pipe: no flight recorder */
    const struct output_dir *output;
};

/* Waits for the program; returns waitpid's status. *fault tells whether the session had to be stopped before that. */
int watch_program(const struct watch *watch, enum record_fault *fault);

#endif
