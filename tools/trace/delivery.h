/* SPDX-License-Identifier: MIT */
/* What both readers do with an event that they have read: count it, look at its format, hand it to the listener. */
#ifndef TLSCOPE_TRACE_DELIVERY_H
#define TLSCOPE_TRACE_DELIVERY_H

#include "providers.h"

enum { DELIVERY_PROGRESS_EVERY = 65536 };

/* Of the trace that an event is of. */
struct trace_origin {
    const char *hostname; /* NULL: the trace does not say */
    bool clock_is_unix;
    int64_t clock_origin_ns;
};

struct delivery {
    const struct trace_listener *listener;
    struct trace_result *result;
    uint64_t span_ns; /* from the first packet to the last; 0: not known */
    uint64_t taken;
    int64_t first_ns;
    uint64_t stray;     /* events of process 0, as zeros in a file are read, in a trace that tells processes */
    bool processes;     /* its first event does */
    bool clock_missing; /* some events carry no time */
    bool newer;         /* the trace is of a later format: reading has to stop */
};

/* True when an event of that provider is the first of tl_mem: its trace's facts are to be told then. */
static inline bool delivery_wants_origin(const struct delivery *delivery, const struct provider *provider)
{
    return provider == provider_main && delivery->result->events == 0;
}
void delivery_origin(struct delivery *delivery, const struct trace_origin *origin);

/* Out of line: whatever is to be done once in DELIVERY_PROGRESS_EVERY events. */
void delivery_progress(const struct delivery *delivery, int64_t time_ns);

/* Before `count` events are handed on, the first of which came at `time_ns`. */
static inline void delivery_count(struct delivery *delivery, uint64_t count, int64_t time_ns)
{
    const uint64_t before = delivery->taken;
    if (before == 0) {
        delivery->first_ns = time_ns;
    }
    delivery->taken += count;
    if (before / DELIVERY_PROGRESS_EVERY != delivery->taken / DELIVERY_PROGRESS_EVERY) {
        delivery_progress(delivery, time_ns);
    }
}

/* The same for all events but the commonest. */
bool delivery_hand_on_rare(struct delivery *delivery, const struct provider *provider, const union trace_any *any);

/* Hands one event on that was counted; false when reading has to stop. */
static inline bool delivery_hand_on(struct delivery *delivery, const struct provider *provider,
                                    const union trace_any *any)
{
    if (provider != provider_main || delivery->result->events == 0 || any->any.process == 0 ||
        any->any.id == TL_EVENT_process_start) {
        return delivery_hand_on_rare(delivery, provider, any);
    }
    delivery->result->events++;
    delivery->listener->event(delivery->listener->context, &any->event);
    return true;
}

#endif
