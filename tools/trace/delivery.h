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

/* True when the format of an event that starts a process is one that can be read; else that is an issue. */
bool delivery_format(struct delivery *delivery, const struct trace_event *start);

/* Hands one event on; false when reading has to stop. */
static inline bool delivery_take(struct delivery *delivery, const struct provider *provider, const union trace_any *any)
{
    const bool is_main = provider == provider_main; /* nearly all are, and need no look into the provider */
    if (is_main && any->any.id == TL_EVENT_process_start && !delivery_format(delivery, &any->event)) {
        return false;
    }
    if (delivery->taken == 0) {
        delivery->first_ns = any->any.time_ns;
    }
    if (++delivery->taken % DELIVERY_PROGRESS_EVERY == 0) {
        delivery_progress(delivery, any->any.time_ns);
    }
    if (is_main) {
        delivery->result->events++;
        delivery->listener->event(delivery->listener->context, &any->event);
    } else {
        ++*provider->counts(delivery->result).events;
        provider->hand_on(delivery->listener, any);
    }
    return true;
}

#endif
