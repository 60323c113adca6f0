/* SPDX-License-Identifier: MIT */
/* Which scopes were entered where, and which were never left. */
#ifndef TLSCOPE_ANALYSE_SCOPES_H
#define TLSCOPE_ANALYSE_SCOPES_H

#include "replay.h"
#include "sites.h"

struct scope_site {
    uint32_t key; /* the place that entered */
    uint32_t depth_max;
    bool function;
    uint64_t entered;
    uint32_t first; /* number of the first scope, and of the last */
    uint32_t last;
};

/* Scopes never left that were entered at one place by one thread. */
struct scope_open {
    struct scope_open_key {
        uint32_t site;
        uint32_t thread;
        uint32_t function;
        uint32_t inherited;
    } key;
    uint32_t depth_min;
    uint32_t depth_max;
    uint32_t first_scope;
    uint32_t first_site; /* that it was entered at, with its stack */
    uint64_t scopes;
    uint64_t keeping; /* of them, those that list an object which this process made */
    uint64_t records;
    int64_t first_ns;
};

/* Functions never left that were entered at one place. */
struct frames_open {
    struct frames_open_key {
        uint32_t site;
        uint32_t inherited;
    } key;
    uint32_t first_site; /* that one was entered at, with its stack */
    uint64_t frames;
    uint64_t bytes; /* of the slot buffers that they keep */
};

struct scopes {
    uint64_t entered;
    uint64_t exited;
    uint64_t exits_of_global;
    uint64_t never_left; /* inherited ones left out */
    uint64_t frames_open;
    uint64_t bytes_kept; /* by frames never left, inherited ones left out */
    struct grouping sites;
    struct grouping open;
    struct grouping frames; /* of struct frames_open */
};

void scopes_init(struct scopes *scopes);
void scopes_free(struct scopes *scopes);
void scopes_event(struct scopes *scopes, const struct trace_event *event);

/* What was entered at a place; NULL when nothing was. */
const struct scope_site *scopes_site(const struct scopes *scopes, uint32_t place);

/* At the end: what the replay still has open. Orders the groups. */
void scopes_finish(struct scopes *scopes, const struct replay *replay, const struct sites *sites);

#endif
