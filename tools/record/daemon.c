/* SPDX-License-Identifier: MIT */
#include "daemon.h"

#include <errno.h>
#include <lttng/lttng.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "buffers.h"
#include "message.h"
#include "process.h"

enum {
    START_MILLISECONDS = 10000,
    STOP_MILLISECONDS = 1000, /* after a recorded process was killed the daemon may not end by SIGTERM at all */
    POLL_MILLISECONDS = 2,
};

static void set_pid(struct session_daemon *daemon, pid_t pid)
{
    daemon->pid = pid;
    if (daemon->guarded != NULL) {
        *daemon->guarded = pid;
    }
}

void session_daemon_prepare(struct session_daemon *daemon, const struct scratch *scratch, pid_t *guarded)
{
    memset(daemon, 0, sizeof *daemon);
    daemon->guarded = guarded;
    run_directory_enter(&daemon->directory);
    snprintf(daemon->environment, sizeof daemon->environment, "LTTNG_HOME=%s", scratch->home);
    setenv("LTTNG_HOME", scratch->home, 1);
    /* Members of the group `tracing` would be sent to root's daemon: no group, no detour. */
    lttng_set_tracing_group("");
}

void session_daemon_show_complaints(const struct session_daemon *daemon)
{
    FILE *log = daemon->log != NULL ? fopen(daemon->log, "re") : NULL;
    char line[512];
    while (log != NULL && fgets(line, sizeof line, log) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        /* Said on every start without the right to raise limits; never the reason. */
        if (strstr(line, "open files limit") == NULL) {
            message("lttng-sessiond: %s", line);
        }
    }
    if (log != NULL) {
        fclose(log);
    }
}

static bool complain_start(int error)
{
    if (error == ENOENT) {
        message("lttng-sessiond not found: LTTng is not installed, or not in PATH (Debian: apt install lttng-tools)");
    } else {
        message("cannot start lttng-sessiond: %s", strerror(error));
    }
    return false;
}

static bool wait_until_ready(struct session_daemon *daemon)
{
    for (int waited = 0; waited < START_MILLISECONDS; waited += POLL_MILLISECONDS) {
        if (lttng_session_daemon_alive() == 1) {
            return true;
        }
        if (!session_daemon_runs(daemon)) {
            break;
        }
        process_sleep(POLL_MILLISECONDS);
    }
    message("lttng-sessiond does not run; what it said:");
    session_daemon_show_complaints(daemon);
    return false;
}

/* True when somebody else's daemon runs in the shared run directory; else we own the place until we unlock it. */
static bool use_running(struct session_daemon *daemon)
{
    if (daemon->directory.kind != RUN_DIRECTORY_SHARED) {
        return false;
    }
    run_directory_lock(&daemon->directory);
    if (lttng_session_daemon_alive() != 1) {
        return false;
    }
    run_directory_unlock(&daemon->directory);
    return true;
}

/*
 * What it starts closes every number that a file could have, one by one: seconds, where containers allow a million. It
 * needs a few files for each CPU's buffers, and two for each process.
 */
static pid_t start_with_few_files(char *const argv[], const char *log)
{
    struct rlimit usual;
    const bool known = getrlimit(RLIMIT_NOFILE, &usual) == 0;
    const rlim_t few = 4096 + 64 * (rlim_t)buffers_cpus();
    if (known && usual.rlim_cur > few) {
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){few, usual.rlim_max});
    }
    const pid_t pid = process_start(argv, log, NULL);
    const int error = errno;
    if (known) {
        setrlimit(RLIMIT_NOFILE, &usual);
    }
    errno = error;
    return pid;
}

bool session_daemon_start(struct session_daemon *daemon, const struct scratch *scratch)
{
    if (use_running(daemon)) {
        return true;
    }
    char *argv[] = {(char[]){"lttng-sessiond"}, (char[]){"--no-kernel"}, (char[]){"--load"}, (char *)scratch->no_load,
                    NULL};
    daemon->log = scratch->log;
    const pid_t pid = start_with_few_files(argv, scratch->log);
    if (pid < 0) {
        return complain_start(errno);
    }
    set_pid(daemon, pid);
    return wait_until_ready(daemon);
}

bool session_daemon_runs(struct session_daemon *daemon)
{
    if (daemon->log == NULL) {
        return true;
    }
    if (daemon->pid != 0 && waitpid(daemon->pid, NULL, WNOHANG) == daemon->pid) {
        kill(-daemon->pid, SIGKILL);
        set_pid(daemon, 0);
    }
    return daemon->pid != 0;
}

bool session_daemon_saw_full_disk(const struct session_daemon *daemon)
{
    FILE *log = daemon->log != NULL ? fopen(daemon->log, "re") : NULL;
    if (log == NULL) {
        return false;
    }
    char line[1024];
    bool full = false;
    while (!full && fgets(line, sizeof line, log) != NULL) {
        full = strstr(line, "No space left on device") != NULL || strstr(line, "Disk quota exceeded") != NULL;
    }
    fclose(log);
    return full;
}

/* Its consumer daemons are in its process group, but not our children: they cannot be waited for. */
static void end_group(pid_t group)
{
    for (int waited = 0; waited < STOP_MILLISECONDS && kill(-group, SIGKILL) == 0; waited += POLL_MILLISECONDS) {
        process_sleep(POLL_MILLISECONDS);
    }
}

void session_daemon_stop(struct session_daemon *daemon)
{
    if (daemon->pid != 0) {
        kill(daemon->pid, SIGTERM);
        if (!process_wait(daemon->pid, STOP_MILLISECONDS, NULL)) {
            kill(-daemon->pid, SIGKILL);
            waitpid(daemon->pid, NULL, 0);
        }
        end_group(daemon->pid);
        set_pid(daemon, 0);
    }
    run_directory_unlock(&daemon->directory);
}
