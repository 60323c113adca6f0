/* SPDX-License-Identifier: MIT */
/* Calls that no statement of their function was announced for, and the statement that they are behind: as reports say.
 */
#ifndef TLSCOPE_REPLAY_UNANNOUNCED_H
#define TLSCOPE_REPLAY_UNANNOUNCED_H

#include "names.h"
#include "trace.h"

struct unannounced;

struct statement_before {
    const char *file; /* kept names */
    const char *tag;
    uint32_t line;
    uint32_t column;
};

/* `trace` is its folder; `names` stay the caller's. */
struct unannounced *unannounced_new(const char *trace, struct names *names);
void unannounced_free(struct unannounced *unannounced);

void unannounced_event(struct unannounced *unannounced, const struct trace_event *event);
/* Once all events are there. */
void unannounced_settle(struct unannounced *unannounced, const struct trace_result *result);
/* False where the calls of a site have a statement, or there is no line before them. */
bool unannounced_before(const struct unannounced *unannounced, uint32_t site, struct statement_before *before);

#endif
