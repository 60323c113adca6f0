/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MILLISECONDS = 2 };

static bool redirect(const char *output)
{
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int file = open(output, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return null >= 0 && file >= 0 && dup2(null, STDIN_FILENO) >= 0 && dup2(file, STDOUT_FILENO) >= 0 &&
           dup2(file, STDERR_FILENO) >= 0;
}

/* In the child: never returns. What failed goes into the pipe, which a successful exec closes. */
_Noreturn static void become(char *const argv[], const char *output, char *environment, int failure)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    setsid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (redirect(output) && (environment == NULL || putenv(environment) == 0)) {
        execvp(argv[0], argv);
    }
    int error = errno;
    ssize_t ignored = write(failure, &error, sizeof error);
    (void)ignored;
    _exit(127);
}

pid_t process_start(char *const argv[], const char *output, const char *environment)
{
    int failure[2];
    if (pipe2(failure, O_CLOEXEC) != 0) {
        return -1;
    }
    pid_t pid = fork();
    if (pid == 0) {
        become(argv, output, (char *)environment, failure[1]);
    }
    close(failure[1]);
    int error = pid < 0 ? errno : 0;
    if (pid > 0 && read(failure[0], &error, sizeof error) == (ssize_t)sizeof error) {
        waitpid(pid, NULL, 0);
        pid = -1;
    }
    close(failure[0]);
    errno = error;
    return pid;
}

void process_sleep(int milliseconds)
{
    struct timespec left = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
    while (nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
}

bool process_wait(pid_t pid, int milliseconds, int *status)
{
    for (int waited = 0;; waited += POLL_MILLISECONDS) {
        if (waitpid(pid, status, WNOHANG) != 0) {
            return true;
        }
        if (waited >= milliseconds) {
            return false;
        }
        process_sleep(POLL_MILLISECONDS);
    }
}

bool process_run(char *const argv[], const char *output, const char *environment, int milliseconds)
{
    pid_t pid = process_start(argv, output, environment);
    if (pid < 0) {
        return false;
    }
    int status = 0;
    if (!process_wait(pid, milliseconds, &status)) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
