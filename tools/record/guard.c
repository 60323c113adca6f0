/* SPDX-License-Identifier: MIT */
#include "guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "message.h"
#include "process.h"
#include "recover.h"

enum {
    GRACE_MILLISECONDS = 5000, /* for the daemon, which got SIGTERM when the recorder died, to write what it has */
    KILL_MILLISECONDS = 1000,
    POLL_MILLISECONDS = 2,
};

enum { LIFELINE = STDERR_FILENO + 1 };

/* No terminal, pipe or folder of the user's is to wait for it. */
static void detach(int lifeline)
{
    if (lifeline != LIFELINE) {
        dup3(lifeline, LIFELINE, O_CLOEXEC);
    }
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0 || chdir("/") != 0) {
        _exit(1);
    }
    for (int i = 0; i < LIFELINE; i++) {
        dup2(null, i);
    }
    closefrom(LIFELINE + 1);
    setsid();
    prctl(PR_SET_NAME, "tlscope-guard");
}

/* It and its consumer daemons are one process group. */
static bool group_ends(pid_t group, int signal, int milliseconds)
{
    for (int waited = 0; waited < milliseconds; waited += POLL_MILLISECONDS) {
        if (kill(-group, signal) != 0) {
            return true;
        }
        process_sleep(POLL_MILLISECONDS);
    }
    return false;
}

/* After a process was killed LTTng may wait for ever for a session to end that has ended. */
static void clear_up(struct guard_facts *facts)
{
    if (facts->daemon != 0 && !group_ends(facts->daemon, 0, GRACE_MILLISECONDS)) {
        group_ends(facts->daemon, SIGKILL, KILL_MILLISECONDS);
    }
    if (facts->trace[0] != '\0') {
        recover_buffers(facts->scratch.buffers, facts->trace, facts->scratch.log);
    }
    scratch_remove(&facts->scratch);
}

/* In the child: never returns. The signals that the recorder holds back are held back here, too. */
_Noreturn static void stand_by(int lifeline, struct guard_facts *facts)
{
    char nothing = 0;
    detach(lifeline);
    while (read(LIFELINE, &nothing, 1) < 0 && errno == EINTR) {
    }
    clear_up(facts);
    _exit(0);
}

static bool complain(void)
{
    message("cannot start the process that clears up when this one is killed: %s", strerror(errno));
    return false;
}

bool guard_start(struct guard *guard)
{
    int ends[2];
    void *facts = mmap(NULL, sizeof *guard->facts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (facts == MAP_FAILED) {
        return complain();
    }
    guard->facts = facts;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return complain();
    }
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[1]);
        stand_by(ends[0], facts);
    }
    close(ends[0]);
    guard->lifeline = ends[1];
    guard->pid = pid > 0 ? pid : 0;
    return pid > 0 || complain();
}

void guard_end(struct guard *guard)
{
    if (guard->facts == NULL) {
        return;
    }
    guard->facts->trace[0] = '\0';
    if (guard->lifeline >= 0) {
        close(guard->lifeline);
    }
    if (guard->pid != 0) {
        waitpid(guard->pid, NULL, 0);
    }
    scratch_remove(&guard->facts->scratch); /* nothing to do, unless it was killed itself */
    munmap(guard->facts, sizeof *guard->facts);
    *guard = (struct guard){0, -1, NULL};
}
