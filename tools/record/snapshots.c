/* SPDX-License-Identifier: MIT */
#include "snapshots.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"

enum {
    TAKEN_MOST = 32,      /* by then a program that goes wrong all the time has said so */
    SUBBUFFERS = 8,       /* the oldest of which is given up at a time */
    EVENT_BYTES = 32,     /* about what an event takes */
    KEYFRAMES_IN_ALL = 4, /* so many fit into a CPU's buffers: most of what is there follows one */
};

bool snapshots_open(struct snapshots *snapshots, const char *home, const struct record_options *options)
{
    snapshots->options = options;
    if (snprintf(snapshots->pipe, sizeof snapshots->pipe, "%s/snapshot", home) >= (int)sizeof snapshots->pipe ||
        mkfifo(snapshots->pipe, 0600) != 0) {
        message("cannot make a pipe in %s: %s", home, strerror(errno));
        return false;
    }
    /* For writing as well: it is never at its end, whoever comes and goes. */
    snapshots->requests = open(snapshots->pipe, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (snapshots->requests < 0) {
        message("cannot open %s: %s", snapshots->pipe, strerror(errno));
    }
    return snapshots->requests >= 0;
}

void snapshots_close(struct snapshots *snapshots)
{
    if (snapshots->requests >= 0) {
        close(snapshots->requests);
    }
    snapshots->requests = -1;
}

/* DIR/snapshots/N, with what names JIT code beside its trace. */
static char *folder_make(const struct output_dir *output, unsigned number)
{
    char *folder = NULL;
    char *jit = NULL;
    if (asprintf(&folder, "%s/%u", output->snapshots, number) < 0 || asprintf(&jit, "%s/jit", folder) < 0 ||
        (mkdir(output->snapshots, 0777) != 0 && errno != EEXIST) || mkdir(folder, 0777) != 0 ||
        symlink("../../jit", jit) != 0) {
        message("cannot make a folder for a snapshot in %s: %s", output->path, strerror(errno));
        free(folder);
        folder = NULL;
    }
    free(jit);
    return folder;
}

void snapshots_take(struct snapshots *snapshots, const struct session *session, const struct output_dir *output,
                    pid_t program, const char *why)
{
    if (snapshots->taken == TAKEN_MOST) {
        return;
    }
    char *folder = folder_make(output, ++snapshots->taken);
    char *trace = NULL;
    if (folder != NULL && asprintf(&trace, "%s/trace", folder) >= 0 && session_snapshot(session, trace)) {
        message("snapshot %u (%s) in %s%s", snapshots->taken, why, folder,
                snapshots->taken == TAKEN_MOST ? "; no more are taken before the end" : "");
        snapshots->options->snapshot_taken(snapshots->options, folder, program, why);
    } else {
        snapshots->failed++;
    }
    free(trace);
    free(folder);
}

void snapshots_answer(struct snapshots *snapshots, const struct session *session, const struct output_dir *output,
                      pid_t program)
{
    char asked[4096];
    const ssize_t length = read(snapshots->requests, asked, sizeof asked - 1);
    asked[length > 0 ? length : 0] = '\0';
    if (length > 0) {
        const bool diagnostic = strstr(asked, "diagnostic\n") != NULL;
        snapshots_take(snapshots, session, output, program, diagnostic ? "diagnostic" : "live-bytes");
    }
}

struct buffers snapshots_buffers(uint64_t bytes)
{
    struct buffers buffers = {4096, SUBBUFFERS};
    while (buffers.size * buffers.count < bytes) {
        buffers.size *= 2;
    }
    return buffers;
}

char *snapshots_settings(const struct record_options *options)
{
    char *settings = NULL;
    const uint64_t keyframe = options->snapshot_bytes / KEYFRAMES_IN_ALL / EVENT_BYTES;
    return asprintf(&settings, "summary=0:keyframe=%" PRIu64 ":snapshot_on=%s:snapshot_at=%" PRIu64, keyframe,
                    options->snapshot_on != NULL ? options->snapshot_on : "error", options->snapshot_at) >= 0
               ? settings
               : NULL;
}
