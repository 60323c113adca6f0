/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>

#include "message.h"

enum { TICK_MILLISECONDS = 250 };

/*
 * Each lost event has kept the program waiting for all of its time. After so many microseconds of that LTTng is stuck,
 * or the disk hopelessly slow: a process killed inside an event, for one, blocks the buffers of its CPU for good.
 */
#define MOST_WAITED_IN_VAIN 10000000u

static bool is_flight_recorder(const struct watch *watch)
{
    return watch->snapshots->requests >= 0;
}

static bool is_stalled(const struct watch *watch)
{
    if (watch->blocking <= 0 || is_flight_recorder(watch)) {
        return false;
    }
    const uint64_t lost =
        session_discarded(watch->session, SESSION_CALLS) + session_discarded(watch->session, SESSION_HEAP);
    return lost * (uint64_t)watch->blocking >= MOST_WAITED_IN_VAIN;
}

static enum record_fault find_fault(const struct watch *watch)
{
    if (!session_daemon_runs(watch->daemon)) {
        return RECORD_FAULT_DAEMON_GONE;
    }
    if (session_daemon_saw_full_disk(watch->daemon)) {
        return RECORD_FAULT_DISK_FULL;
    }
    return is_stalled(watch) ? RECORD_FAULT_STALLED : RECORD_FAULT_NONE;
}

static void check(const struct watch *watch, enum record_fault *fault)
{
    if (*fault != RECORD_FAULT_NONE) {
        return;
    }
    *fault = find_fault(watch);
    if (*fault != RECORD_FAULT_NONE) {
        message("%s; the program goes on unrecorded", record_fault_text(*fault));
        session_stop(watch->session);
    }
}

static void forward_all(const struct watch *watch)
{
    struct signalfd_siginfo info;
    while (signals_next(watch->signals, &info)) {
        if (info.ssi_signo == SIGUSR1 && is_flight_recorder(watch)) {
            snapshots_take(watch->snapshots, watch->session, watch->output, watch->program, "signal");
        } else if (info.ssi_signo != SIGCHLD) {
            signals_forward(&info, watch->program);
        }
    }
}

static void answer(const struct watch *watch, const struct pollfd *requests)
{
    if ((requests->revents & POLLIN) != 0) {
        snapshots_answer(watch->snapshots, watch->session, watch->output, watch->program);
    }
}

int watch_program(const struct watch *watch, enum record_fault *fault)
{
    struct pollfd arrived[] = {{watch->signals->fd, POLLIN, 0}, {watch->snapshots->requests, POLLIN, 0}};
    int status = 0;
    while (waitpid(watch->program, &status, WNOHANG) == 0) {
        if (poll(arrived, 2, TICK_MILLISECONDS) > 0) {
            forward_all(watch);
            answer(watch, &arrived[1]);
        } else {
            check(watch, fault);
        }
    }
    if (is_flight_recorder(watch)) { /* what it asked for last */
        snapshots_answer(watch->snapshots, watch->session, watch->output, watch->program);
    }
    return status;
}
