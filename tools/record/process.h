/* SPDX-License-Identifier: MIT */
/* Helper processes: started with their output in a file, waited for with a limit. */
#ifndef TLSCOPE_RECORD_PROCESS_H
#define TLSCOPE_RECORD_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Starts argv (searched in PATH) in a session of its own, stdin from /dev/null, stdout and stderr appended to the
 * file `output`, no signal blocked; it gets SIGTERM should this process die. `environment` is one NAME=VALUE more, or
 * NULL. Returns its pid, or -1 with errno (of the exec, too).
 */
pid_t process_start(char *const argv[], const char *output, const char *environment);

/* Waits at most `milliseconds` for a child. True when it has ended; *status as from waitpid (may be NULL). */
bool process_wait(pid_t pid, int milliseconds, int *status);

/* Sleeps; signals do not shorten it. */
void process_sleep(int milliseconds);

/* Runs argv to its end, killing it after the limit. True when it exited with 0. */
bool process_run(char *const argv[], const char *output, const char *environment, int milliseconds);

#endif
