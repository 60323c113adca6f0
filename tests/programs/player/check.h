/* SPDX-License-Identifier: MIT */
/* What the runtime's counters must say by the log, call by call. */
#ifndef PLAYER_CHECK_H
#define PLAYER_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "log.h"

struct check {
    const struct log *log;
    bool counters;               /* ask the runtime's counters after each call, too */
    bool *counted;               /* by N: has a reference count */
    uint32_t *pooled;            /* the pool's tensors by N, oldest first */
    int64_t *bytes;              /* by N */
    size_t pooled_count;         /* of them */
    int64_t tensors;             /* tensors that are counted */
    int64_t structs;             /* structs that are counted */
    const struct log_line *last; /* the call before */
};

bool check_init(struct check *check, const struct log *log, bool counters);
void check_free(struct check *check);

/* The tensor that a new one of this size must be: the newest of its key in the pool; 0 when it must be fresh. */
uint32_t check_take_pooled(struct check *check, const struct log_line *line);

/* Takes in what `line`, a call just made or a note, does to the counters. */
void check_apply(struct check *check, const struct log_line *line);

/* Compares the counters with the log's: to be asked before each call and at the end. False with a message. */
bool check_counters(struct check *check);

#endif
