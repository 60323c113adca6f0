/* SPDX-License-Identifier: MIT */
/*
 * What piles up in a scope: a loop without a scope of its own makes one object more with every pass, at one place, and
 * all of them stay until the scope around it is left. What is made in the first half of the scope only is no pile.
 */
#ifndef TLSCOPE_ANALYSE_GROWTH_H
#define TLSCOPE_ANALYSE_GROWTH_H

#include "replay.h"
#include "selection.h"
#include "trace.h"

enum { PILE_FEWEST = 16 };

/* Objects of one account that piled up in scopes entered at one site. */
struct pile {
    struct pile_key {
        const struct account *of;
        uint32_t scope_site; /* 0: the global scope */
        uint32_t kept;       /* 1: the scope was never left */
    } key;
    uint64_t scopes; /* in which they piled up */
    uint64_t objects;
    uint64_t bytes;
    struct estimate estimate; /* where objects are sampled */
    uint32_t registered;      /* where one of them was registered */
};

struct growth {
    const struct selection *selection;
    struct grouping piles;
};

/* The selection must outlive it. */
void growth_init(struct growth *growth, const struct selection *selection);
void growth_free(struct growth *growth);

/* Before the replay takes the event: looks at a scope that is about to be left. */
void growth_event(struct growth *growth, const struct trace_event *event, const struct replay *replay);

/* At the end: looks at the scopes that are open. */
void growth_finish(struct growth *growth, const struct replay *replay);

#endif
