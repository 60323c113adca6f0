/* SPDX-License-Identifier: MIT */
/* How often each call was made, and with what outcomes. */
#ifndef TLSCOPE_ANALYSE_CALLS_H
#define TLSCOPE_ANALYSE_CALLS_H

#include "trace.h"

enum { CALL_OUTCOMES = 8 };

struct calls {
    uint64_t made[TL_EVENT_COUNT];
    uint64_t outcomes[TL_EVENT_COUNT][CALL_OUTCOMES];
};

/* True when the event is a call, and no consequence of one or fact. */
bool event_is_call(enum tl_event_id id);

/* The word for an outcome of a call; NULL when the call has no outcomes. */
const char *call_outcome_name(enum tl_event_id id, unsigned outcome);

/* Calls of every kind. */
uint64_t calls_total(const struct calls *calls);

void calls_event(struct calls *calls, const struct trace_event *event);

#endif
