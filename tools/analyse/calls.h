/* SPDX-License-Identifier: MIT */
/* How often each call was made, and with what outcomes. */
#ifndef TLSCOPE_ANALYSE_CALLS_H
#define TLSCOPE_ANALYSE_CALLS_H

#include "trace.h"

enum { CALL_OUTCOMES = 8 };

struct calls {
    uint64_t made[TL_EVENT_COUNT]; /* how often each event came, those that are no calls too */
    uint64_t outcomes[TL_EVENT_COUNT][CALL_OUTCOMES];
};

/* True when the event is a call, and no consequence of one or fact. */
static inline bool event_is_call(enum tl_event_id id)
{
    return id >= TL_EVENT_enter_scope && id <= TL_EVENT_pool_clear;
}

/* The word for an outcome of a call; NULL when the call has no outcomes. */
const char *call_outcome_name(enum tl_event_id id, unsigned outcome);

/* Calls of every kind. */
uint64_t calls_total(const struct calls *calls);

/* Where the outcome of a call, one byte, stands in its event; 0: it has none, or the event is no call. */
extern const uint8_t call_outcome_at[TL_EVENT_COUNT];

static inline void calls_event(struct calls *calls, const struct trace_event *event)
{
    const uint8_t at = call_outcome_at[event->id];
    calls->made[event->id]++;
    if (at != 0 && ((const uint8_t *)event)[at] < CALL_OUTCOMES) {
        calls->outcomes[event->id][((const uint8_t *)event)[at]]++;
    }
}

#endif
