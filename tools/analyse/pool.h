/* SPDX-License-Identifier: MIT */
/* What the tensor pool did, by key. */
#ifndef TLSCOPE_ANALYSE_POOL_H
#define TLSCOPE_ANALYSE_POOL_H

#include "grouping.h"
#include "replay.h"

struct pool_counts {
    uint64_t hits;       /* tensors taken out of the pool */
    uint64_t misses;     /* tensors asked for that it did not have */
    uint64_t pooled;     /* tensors put in */
    uint64_t full;       /* tensors turned away, the key being full */
    uint64_t duplicates; /* tensors handed in that were in it already */
};

struct pool_key {
    struct pool_key_facts {
        uint64_t elements;
        uint32_t dtype;
        uint32_t device;
    } key;
    struct pool_counts counts;
    uint64_t bytes; /* of one tensor; 0 when not known */
    uint64_t kept;  /* now, or at the end */
    uint64_t kept_max;
};

enum { POOL_RECENT = 64 };

struct pool {
    struct pool_counts counts;
    uint64_t clears;
    struct grouping keys;
    struct pool_key *recent[POOL_RECENT]; /* found without a search; NULL: none */
};

void pool_init(struct pool *pool);
void pool_free(struct pool *pool);

/* To be called before the replay takes the event: it asks what the objects are until then. */
void pool_event(struct pool *pool, const struct trace_event *event, const struct replay *replay);

/* Orders the keys by use. */
void pool_finish(struct pool *pool);

#endif
