/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_tree.h"
#include "message.h"

static bool make_in(const char *parent, char path[SCRATCH_PATH])
{
    if (snprintf(path, SCRATCH_PATH, "%s/tlscope-%ld-XXXXXX", parent, (long)getpid()) >= SCRATCH_PATH ||
        mkdtemp(path) == NULL) {
        path[0] = '\0';
        return false;
    }
    return true;
}

static bool make_home(char path[SCRATCH_PATH])
{
    const char *chosen = getenv("TMPDIR");
    if (chosen != NULL && chosen[0] == '/' && strlen(chosen) < SCRATCH_PATH / 2 && make_in(chosen, path)) {
        return true;
    }
    return make_in("/tmp", path);
}

bool scratch_make(struct scratch *scratch)
{
    memset(scratch, 0, sizeof *scratch);
    if (!make_home(scratch->home)) {
        message("cannot make a folder in /tmp: %s; make it writable, or set TMPDIR", strerror(errno));
        return false;
    }
    snprintf(scratch->log, sizeof scratch->log, "%s/daemon.log", scratch->home);
    snprintf(scratch->no_load, sizeof scratch->no_load, "%s/no-load", scratch->home);
    snprintf(scratch->extracted, sizeof scratch->extracted, "%s/extracted", scratch->home);
    if (mkdir(scratch->no_load, 0700) != 0) {
        message("cannot make %s: %s", scratch->no_load, strerror(errno));
        return false;
    }
    if (!make_in("/dev/shm", scratch->buffers)) {
        message("cannot make a folder in /dev/shm: %s; LTTng needs shared memory there", strerror(errno));
        return false;
    }
    /* A recorded process may run as another user than we: its buffers are made in that user's name. */
    chmod(scratch->buffers, 0711);
    return true;
}

void scratch_remove(struct scratch *scratch)
{
    if (scratch->home[0] != '\0') {
        file_tree_remove(scratch->home);
    }
    if (scratch->buffers[0] != '\0') {
        file_tree_remove(scratch->buffers);
    }
}
