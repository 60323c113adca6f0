/* SPDX-License-Identifier: MIT */
/*
 * Functions that leave more scopes than they enter, or fewer. One exit too few or too many shifts all that follow, so
 * that the scope found open, or the exit that finds none, is another function's: the cause is where an exit and the
 * enter that it met are of two functions, one of which calls the other.
 */
#ifndef TLSCOPE_ANALYSE_IMBALANCE_H
#define TLSCOPE_ANALYSE_IMBALANCE_H

#include "replay.h"
#include "sites.h"

enum exit_kind {
    EXIT_FITS,      /* enter and exit are of one function, or of two that have nothing to do with each other */
    EXIT_FORGOTTEN, /* the enter is of a function that the exit's calls: it has not left its scope */
    EXIT_TOO_MANY,  /* the exit is of a function that the enter's calls: it has left its caller's scope */
};

/* Exits of a thread at one site of scopes entered at one site. */
struct exit_pair {
    struct exit_pair_key {
        uint32_t enter; /* 0: they met none */
        uint32_t exit;
        uint32_t thread;
    } key;
    uint32_t own;        /* where the thread had entered the innermost scope of its own, when it strayed; 0: none */
    enum exit_kind kind; /* once settled */
    bool other_thread;   /* than entered it; */
    bool younger;        /* it began before that one */
    bool left_inside;    /* a function's exit left another scope than the function's own */
    uint64_t times;
};

struct imbalance {
    struct grouping pairs;
    const struct sites *sites;
};

void imbalance_init(struct imbalance *imbalance, const struct sites *sites);
void imbalance_free(struct imbalance *imbalance);

/* Before the replay takes the event. */
void imbalance_event(struct imbalance *imbalance, const struct trace_event *event, const struct replay *replay);

/* Once sites are settled. */
void imbalance_settle(struct imbalance *imbalance);

/* The site of the enter whose exit is missing, when a scope entered at `enter` is open at the end; `enter` itself where
 * nothing points elsewhere. */
uint32_t imbalance_forgotten(const struct imbalance *imbalance, uint32_t enter);

/* True when the call at `site` was made by the function that entered at `enter`, or by what that had called. */
bool imbalance_is_inside(const struct imbalance *imbalance, uint32_t enter, uint32_t site);

/* True when exits at that site leave scopes of the function's callers. */
bool imbalance_is_too_many(const struct imbalance *imbalance, uint32_t exit);

/* The site of the exit that is too many, when an exit at `exit` found no scope of its own. */
uint32_t imbalance_too_many(const struct imbalance *imbalance, uint32_t exit);

/* The same of an exit that left another thread's scope: what its own thread did before; `exit` itself where its
 * function had a scope of its own to leave, which the other thread's only stood before. */
uint32_t imbalance_too_many_of_thread(const struct imbalance *imbalance, uint32_t exit);

#endif
