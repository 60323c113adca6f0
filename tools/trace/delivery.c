/* SPDX-License-Identifier: MIT */
#include "delivery.h"

#include <stdio.h>

#include "internal.h"

void delivery_origin(struct delivery *delivery, const struct trace_origin *origin)
{
    struct trace_result *result = delivery->result;
    if (origin->hostname) {
        snprintf(result->hostname, sizeof(result->hostname), "%s", origin->hostname);
    }
    result->clock_is_unix = origin->clock_is_unix;
    result->clock_origin_ns = origin->clock_origin_ns;
}

void delivery_progress(const struct delivery *delivery, int64_t time_ns)
{
    if (delivery->listener->progress && delivery->span_ns > 0) {
        const double part = (double)(time_ns - delivery->first_ns) / (double)delivery->span_ns;
        delivery->listener->progress(delivery->listener->context, part < 0 ? 0 : part > 1 ? 1 : part);
    }
}

/* True when the format of an event that starts a process is one that can be read; else that is an issue. */
static bool format_take(struct delivery *delivery, const struct trace_event *start)
{
    const uint32_t format = start->as.process_start.format;
    delivery->newer = format > TL_TRACE_FORMAT;
    if (delivery->newer) {
        trace_issue(delivery->result,
                    "the trace is of format %u and this tlscope reads up to format %u: use a newer tlscope", format,
                    TL_TRACE_FORMAT);
    }
    return !delivery->newer;
}

bool delivery_hand_on_rare(struct delivery *delivery, const struct provider *provider, const union trace_any *any)
{
    if (any->any.process == 0 && delivery->processes) {
        delivery->stray++;
        return true;
    }
    if (provider != provider_main) {
        ++*provider->counts(delivery->result).events;
        provider->hand_on(delivery->listener, any);
        return true;
    }
    if (any->any.id == TL_EVENT_process_start && !format_take(delivery, &any->event)) {
        return false;
    }
    delivery->processes |= delivery->result->events++ == 0 && any->any.process != 0;
    delivery->listener->event(delivery->listener->context, &any->event);
    return true;
}
