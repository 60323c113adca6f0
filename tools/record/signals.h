/* SPDX-License-Identifier: MIT */
/* Signals to the recorder: held back while it works, and handed on to the program. */
#ifndef TLSCOPE_RECORD_SIGNALS_H
#define TLSCOPE_RECORD_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <sys/signalfd.h>
#include <sys/types.h>

struct signals {
    int fd;                     /* readable when one has arrived; -1 when closed */
    sigset_t old_mask;          /* as the program is to inherit it */
    struct sigaction old_child; /* likewise, of SIGCHLD */
};

/* From here on signals are held back. False, with a message, when it cannot be. */
bool signals_hold(struct signals *signals);

/* The number of a signal that asks us to end and has arrived already, or 0. */
int signals_end_asked(void);

/* Reads the next one that has arrived; false when there is none. */
bool signals_next(struct signals *signals, struct signalfd_siginfo *info);

/* Hands it on to the program, unless the program has it already from the terminal or sent it itself. */
void signals_forward(const struct signalfd_siginfo *info, pid_t program);

/* In the child: as it was before signals_hold. */
void signals_restore(const struct signals *signals);

/* Throws away what has arrived since, and lets signals act on this process as before. */
void signals_release(struct signals *signals);

#endif
