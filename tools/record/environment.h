/* SPDX-License-Identifier: MIT */
/* What the recorder changes in the program's environment. */
#ifndef TLSCOPE_RECORD_ENVIRONMENT_H
#define TLSCOPE_RECORD_ENVIRONMENT_H

#include <stdbool.h>

#include "record.h"

struct environment {
    char *preload;             /* LD_PRELOAD; NULL: as it is */
    char *options;             /* TLSCOPE_OPTIONS; NULL: as it is */
    char *libraries;           /* TLSCOPE_LIBRARY_DIR; NULL: as it is */
    const char *snapshot_pipe; /* through which the runtime asks for snapshots, borrowed; NULL: none */
    bool blocking;             /* the program may wait for room in the buffers */
};

/*
 * Decides it: `preload` puts libtlscope.so before the program's libraries; `heap`, or heap=watch in
 * TLSCOPE_OPTIONS or a file it names, puts libtlscope-heap.so there. Both are looked for beside this tool, and so is
 * the provider, whose folder the program is told of. False, with a message, when one to preload is not there.
 * environment_clear it either way.
 */
bool environment_choose(struct environment *environment, const struct record_options *options);

/* In the child: sets it. */
void environment_apply(const struct environment *environment);

void environment_clear(struct environment *environment);

#endif
