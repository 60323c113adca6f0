/* SPDX-License-Identifier: MIT */
/* Makes a log's calls. */
#ifndef PLAYER_REPLAY_H
#define PLAYER_REPLAY_H

#include <stdbool.h>

#include "check.h"
#include "log.h"
#include "memory.h"

struct replay {
    const struct log *log;
    struct memory *memory;
    struct check *check; /* NULL: compare nothing */
    bool pool_moves;     /* a tensor may leave the pool with another address */
    bool work;           /* write into what is allocated, as programs do */
    double pace;         /* turns of work for each microsecond that the log has between calls; 0: none */
};

/* Replays the whole log once, at the depth that the runtime is at. False, with a message that names the log's line,
 * when memory is out or something is not as the log says. */
bool replay_run(const struct replay *replay);

#endif
