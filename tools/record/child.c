/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "message.h"
#include "record.h"

/* In the child: never returns. */
_Noreturn static void become(int go, int failure, const char *path, char *const argv[],
                             const struct environment *environment, const struct signals *signals)
{
    char folder[PATH_MAX];
    char jit_folder[PATH_MAX + 4];
    if (read(go, folder, sizeof folder) <= 0) {
        _exit(RECORD_EXIT_FAILED);
    }
    signals_restore(signals);
    environment_apply(environment);
    snprintf(jit_folder, sizeof jit_folder, "%s/jit", folder);
    setenv("TLSCOPE_JIT_DIR", jit_folder, 1);
    setenv(MEMCHECK_FOLDER, folder, 1);
    /* As a shell does: a script without an interpreter line goes to /bin/sh. */
    execvp(path, argv);
    int error = errno;
    ssize_t ignored = write(failure, &error, sizeof error);
    (void)ignored;
    _exit(RECORD_EXIT_FAILED);
}

static void close_pipe(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

bool child_hold(struct child *child, const char *path, char *const argv[], const struct environment *environment,
                const struct signals *signals)
{
    int go[2];
    int failure[2];
    if (pipe2(go, O_CLOEXEC) != 0) {
        message("cannot start %s: %s", path, strerror(errno));
        return false;
    }
    if (pipe2(failure, O_CLOEXEC) != 0) {
        message("cannot start %s: %s", path, strerror(errno));
        close_pipe(go);
        return false;
    }
    pid_t pid = fork();
    if (pid == 0) {
        close(go[1]);
        become(go[0], failure[1], path, argv, environment, signals);
    }
    close(go[0]);
    close(failure[1]);
    *child = (struct child){pid, go[1], failure[0]};
    if (pid < 0) {
        message("cannot start %s: %s", path, strerror(errno));
        *child = (struct child){0, go[1], failure[0]};
        child_drop(child);
        return false;
    }
    return true;
}

static void close_ends(struct child *child)
{
    if (child->go >= 0) {
        close(child->go);
        close(child->failure);
    }
    child->go = -1;
    child->failure = -1;
}

int child_release(struct child *child, const char *folder)
{
    int error = 0;
    if (write(child->go, folder, strlen(folder) + 1) < 0) {
        error = errno;
    } else if (read(child->failure, &error, sizeof error) != (ssize_t)sizeof error) {
        error = 0;
    }
    close_ends(child);
    if (error != 0) {
        waitpid(child->pid, NULL, 0);
        child->pid = 0;
    }
    return error;
}

void child_drop(struct child *child)
{
    close_ends(child);
    if (child->pid > 0) {
        waitpid(child->pid, NULL, 0);
    }
    child->pid = 0;
}

int child_exit_code(int status)
{
    return WIFSIGNALED(status) ? RECORD_EXIT_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
