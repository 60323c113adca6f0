/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "message.h"

static const int forwarded[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH};
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

static void fill(sigset_t *set, const int *numbers, size_t count)
{
    sigemptyset(set);
    for (size_t i = 0; i < count; i++) {
        sigaddset(set, numbers[i]);
    }
}

static void fill_read(sigset_t *set)
{
    fill(set, forwarded, sizeof forwarded / sizeof forwarded[0]);
    sigaddset(set, SIGCHLD);
}

bool signals_hold(struct signals *signals)
{
    sigset_t set;
    fill_read(&set);
    signals->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (signals->fd < 0) {
        message("cannot receive signals: %s", strerror(errno));
        return false;
    }
    struct sigaction normal;
    memset(&normal, 0, sizeof normal);
    normal.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &normal, &signals->old_child);
    /* Held back, too: a closed stderr must not end the recording. */
    sigaddset(&set, SIGPIPE);
    sigprocmask(SIG_BLOCK, &set, &signals->old_mask);
    return true;
}

int signals_end_asked(void)
{
    sigset_t pending;
    sigpending(&pending);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        if (sigismember(&pending, ending[i]) == 1) {
            return ending[i];
        }
    }
    return 0;
}

bool signals_next(struct signals *signals, struct signalfd_siginfo *info)
{
    return read(signals->fd, info, sizeof *info) == (ssize_t)sizeof *info;
}

void signals_forward(const struct signalfd_siginfo *info, pid_t program)
{
    /* The terminal sends to the whole foreground process group, and the program is in ours; but to the leader of its
     * session alone that it is closed. */
    const bool closed = info->ssi_signo == SIGHUP && getsid(0) == getpid();
    const bool has_it = info->ssi_code == SI_KERNEL && !closed;
    if (!has_it && info->ssi_pid != (uint32_t)program) {
        kill(program, (int)info->ssi_signo);
    }
}

void signals_restore(const struct signals *signals)
{
    sigaction(SIGCHLD, &signals->old_child, NULL);
    sigprocmask(SIG_SETMASK, &signals->old_mask, NULL);
}

void signals_release(struct signals *signals)
{
    if (signals->fd < 0) {
        return;
    }
    sigset_t set;
    fill_read(&set);
    sigaddset(&set, SIGPIPE);
    const struct timespec now = {0, 0};
    while (sigtimedwait(&set, NULL, &now) > 0) {
    }
    close(signals->fd);
    signals->fd = -1;
    signals_restore(signals);
}
