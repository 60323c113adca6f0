/* SPDX-License-Identifier: MIT */
#include "attempt.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As shells have it; what is tried here exits with it for no other reason. */
enum { NOT_STARTED = 127, POLL_MILLISECONDS = 50 };

static int64_t now_milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

_Noreturn static void become_child(int output, int (*act)(void *context), void *context)
{
    const struct rlimit no_core = {0, 0};
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &no_core);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
        dup2(output, STDERR_FILENO) < 0) {
        _exit(NOT_STARTED);
    }
    const int result = act(context);
    fflush(NULL);
    _exit(result);
}

/* Reads once, as long as something is still to come. What does not fit is dropped. */
static bool read_some(int input, struct attempt *attempt, size_t *length)
{
    char block[512];
    const ssize_t bytes = read(input, block, sizeof(block));
    if (bytes <= 0) {
        return bytes < 0 && errno == EINTR;
    }
    const size_t room = sizeof(attempt->text) - 1 - *length;
    const size_t kept = (size_t)bytes < room ? (size_t)bytes : room;
    memcpy(attempt->text + *length, block, kept);
    *length += kept;
    attempt->text[*length] = '\0';
    return true;
}

/* Until the child has ended or the limit is over. A grandchild that keeps the pipe open is not waited for. */
static bool follow(pid_t pid, int input, struct attempt *attempt, int milliseconds, int *status)
{
    const int64_t limit = now_milliseconds() + milliseconds;
    size_t length = 0;
    bool open = true;
    while (now_milliseconds() < limit) {
        struct pollfd waited = {.fd = open ? input : -1, .events = POLLIN};
        if (poll(&waited, 1, POLL_MILLISECONDS) > 0) {
            open = read_some(input, attempt, &length);
        } else if (waitpid(pid, status, WNOHANG) == pid) {
            return true;
        }
    }
    return false;
}

static enum attempt_end end_of(int status)
{
    if (!WIFEXITED(status)) {
        return ATTEMPT_CRASHED;
    }
    return WEXITSTATUS(status) == 0             ? ATTEMPT_DONE
           : WEXITSTATUS(status) == NOT_STARTED ? ATTEMPT_NOT_STARTED
                                                : ATTEMPT_FAILED;
}

void attempt_call(struct attempt *attempt, int (*act)(void *context), void *context, int milliseconds)
{
    int output[2];
    int status = 0;
    *attempt = (struct attempt){.end = ATTEMPT_NOT_STARTED};
    if (pipe2(output, O_CLOEXEC) != 0) {
        return;
    }
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        become_child(output[1], act, context);
    }
    close(output[1]);
    if (pid > 0 && follow(pid, output[0], attempt, milliseconds, &status)) {
        attempt->end = end_of(status);
    } else if (pid > 0) {
        kill(-pid, SIGKILL);
        waitpid(pid, &status, 0);
        attempt->end = ATTEMPT_HUNG;
    }
    close(output[0]);
}

static int run_program(void *context)
{
    char *const *argv = context;
    execvp(argv[0], argv);
    return NOT_STARTED;
}

void attempt_run(struct attempt *attempt, char *const argv[], int milliseconds)
{
    attempt_call(attempt, run_program, (void *)argv, milliseconds);
}

const char *attempt_words(const struct attempt *attempt)
{
    static const char *const ends[] = {
        [ATTEMPT_DONE] = "it said nothing",
        [ATTEMPT_FAILED] = "it failed and did not say why",
        [ATTEMPT_CRASHED] = "it crashed",
        [ATTEMPT_HUNG] = "it did not come to an end and was killed",
        [ATTEMPT_NOT_STARTED] = "it cannot be started",
    };
    const bool ended = attempt->end == ATTEMPT_DONE || attempt->end == ATTEMPT_FAILED;
    return ended && attempt->text[0] != '\0' ? attempt->text : ends[attempt->end];
}
