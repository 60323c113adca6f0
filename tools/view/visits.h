/* SPDX-License-Identifier: MIT */
/* Which path of scopes the objects of one process were born in, and whether they outlived the scope. */
#ifndef TLSCOPE_VIEW_VISITS_H
#define TLSCOPE_VIEW_VISITS_H

#include "replay.h"
#include "scope_paths.h"

/* Of one process; zeroed but for the first two. */
struct visits {
    struct scope_paths *paths;
    size_t process;
    struct idmap scopes; /* open ones, by number */
    struct idmap births; /* of objects that are alive, by number */
    uint64_t calls;      /* up to now */
};

/* Where and by whom an object was made. */
struct birth {
    struct visit *visit; /* NULL: to the global scope, or to one that is not known */
    uint32_t thread;
};

/* An object counts as alive: remembers where, the first time. */
void visits_born(struct visits *visits, const struct object *object, const struct replay *replay);

/* The path and the thread that an object was born in; it is forgotten. */
uint32_t visits_died(struct visits *visits, const struct object *object, const struct replay *replay, bool alive,
                     uint32_t *thread);

/* A scope is about to be left. */
void visits_left(struct visits *visits, const struct scope *scope, const struct replay *replay);

/* After every event. */
void visits_event(struct visits *visits, const struct trace_event *event, const struct replay *replay);

/* What is open stays so; `end_ns` is when the process ended. Frees everything. After visits_died of all that is alive.
 */
void visits_finish(struct visits *visits, int64_t end_ns);

#endif
