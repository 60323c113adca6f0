/* SPDX-License-Identifier: MIT */
/* Misuse that the runtime saw, by code and place; and the marks that the program set. */
#ifndef TLSCOPE_ANALYSE_DIAGNOSTICS_H
#define TLSCOPE_ANALYSE_DIAGNOSTICS_H

#include "replay.h"
#include "shapes.h"
#include "sites.h"

enum { MARKS_KEPT = 1000, WRONG_EXITS_MOST = 65536 };

struct diagnostic_group {
    struct diagnostic_key {
        uint32_t code;
        uint32_t site;
    } key;
    uint32_t severity;
    uint64_t count;
    int64_t first_ns;
    int64_t last_ns;
    uint32_t first_site; /* with its stack */
    uint64_t pointer;    /* of the first, as what follows */
    uint32_t object;
    uint32_t other_site;
    int kind;                             /* of the object; -1: not known */
    struct shape_step steps[SHAPE_STEPS]; /* its ledger up to then */
    uint32_t missed_move;                 /* that let it be freed; 0: none did */
    uint32_t freed_in;                    /* the scope whose exit freed it; 0: none did */
    size_t step_count;                    /* 0 where it is not known, or too long */
    const char *text;
};

/* A scope whose exit was told of as misuse; what it freed follows from that. */
struct wrong_exit {
    uint32_t key; /* number of the scope */
    uint32_t code;
    uint32_t site;
};

struct mark {
    int64_t time_ns;
    uint32_t site;
    const char *text;
};

struct diagnostics {
    struct names *names;
    struct grouping groups;
    uint64_t count;
    uint64_t errors;
    struct grouping wrong_exits;   /* of struct wrong_exit; the first WRONG_EXITS_MOST */
    uint32_t exited;               /* the scope of the latest exit; 0: it met none */
    struct mark marks[MARKS_KEPT]; /* the first ones */
    uint64_t mark_count;           /* of all */
};

void diagnostics_init(struct diagnostics *diagnostics, struct names *names);
void diagnostics_free(struct diagnostics *diagnostics);
void diagnostics_event(struct diagnostics *diagnostics, const struct trace_event *event, const struct replay *replay);

/* Whether the exit that freed a group's object is one that was told of under that code at that place. */
bool diagnostics_freed_by(const struct diagnostics *diagnostics, uint32_t freed_in, uint32_t code, uint32_t place,
                          const struct sites *sites);

/* Makes sites of one place one, and orders the groups: errors first, then by their first appearance. */
void diagnostics_finish(struct diagnostics *diagnostics, const struct sites *sites);

#endif
