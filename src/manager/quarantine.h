/* SPDX-License-Identifier: MIT */
/* Freed blocks held back, poisoned, until quarantine=N bytes of newer ones are there: their addresses cannot come
 * back, and a write to one shows. */
#ifndef TLSCOPE_MANAGER_QUARANTINE_H
#define TLSCOPE_MANAGER_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/paths.h"

struct quarantined {
    unsigned char *block; /* not hidden: what is held back is no leak */
    uint64_t bytes;
    uint32_t object; /* index */
    bool written;    /* told of: the block is no longer what was held back */
};

struct quarantine {
    struct quarantined *ring;
    uint32_t first, count, capacity;
    uint64_t bytes;
};

struct call;

/* Holds a block of `bytes` known bytes back on behalf of the object; older ones are let go, through the call's
 * actions. False when it cannot be held: too large, or memory is out. */
APART bool quarantine_hold(struct call *call, uint32_t object, void *block, uint64_t bytes);

/* Looks at every block held back and tells of those written to. */
void quarantine_check(struct call *call);

/* Lets all of them go. */
void quarantine_empty(struct call *call);

void quarantine_free(struct quarantine *quarantine);

#endif
