/* SPDX-License-Identifier: MIT */
/*
 * Which objects the trace tells of, where it is not to tell of all: settled at each object's birth, for all of its
 * life. All events that are of an object are told, or none. With the runtime's lock held.
 */
#ifndef TLSCOPE_MANAGER_WATCH_RULE_H
#define TLSCOPE_MANAGER_WATCH_RULE_H

#include <stdbool.h>

#include "base/paths.h"
#include "table/objects.h"

struct call;

/* Some objects are left out; settled at start. */
extern bool watch_some;

/* Once the options are read. */
void watch_rule_start(void);

/* Tells the trace by which rule, at the beginning of a process; and how many it was about, at its end. */
void watch_rule_tell(void);
void watch_rule_tell_counts(void);

/* For the inline call below. */
APART bool watch_rule_leaves_out(const struct call *call, const struct object *object);

/* Of a scope that is entered at a site: whether it is one that is asked for. */
APART bool watch_rule_is_scope(uint32_t site);

/* For an object that comes into being in this call, all facts of it known: whether it is left out. */
static inline bool watch_leaves_out(const struct call *call, const struct object *object)
{
    return watch_some && watch_rule_leaves_out(call, object);
}

/* What is of this object is not to be told; of NULL, what is of none that is known. */
static inline bool watch_untold(const struct object *object)
{
    return watch_some && (object == NULL || object->unwatched);
}

#endif
