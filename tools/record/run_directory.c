/* SPDX-License-Identifier: MIT */
#include "run_directory.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

#define SYSTEM_RUN_DIRECTORY "/var/run/lttng"

static bool make_private(void)
{
    if (unshare(CLONE_NEWNS) != 0) {
        return false;
    }
    /* Slave, not private: what is mounted outside while the program runs still appears to it. */
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) != 0) {
        return false;
    }
    return mount("tlscope", SYSTEM_RUN_DIRECTORY, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") == 0;
}

void run_directory_enter(struct run_directory *directory)
{
    directory->lock = -1;
    directory->kind = RUN_DIRECTORY_HOME;
    if (geteuid() != 0) {
        return;
    }
    /* Any daemon of root would make it, too. */
    mkdir(SYSTEM_RUN_DIRECTORY, 0755);
    directory->kind = make_private() ? RUN_DIRECTORY_PRIVATE : RUN_DIRECTORY_SHARED;
}

void run_directory_lock(struct run_directory *directory)
{
    directory->lock = open(SYSTEM_RUN_DIRECTORY, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory->lock < 0 || flock(directory->lock, LOCK_EX | LOCK_NB) == 0) {
        return;
    }
    message("waiting for another recording to end (root without CAP_SYS_ADMIN has one session daemon only)");
    while (flock(directory->lock, LOCK_EX) != 0 && errno == EINTR) {
    }
}

void run_directory_unlock(struct run_directory *directory)
{
    if (directory->lock >= 0) {
        close(directory->lock);
        directory->lock = -1;
    }
}
