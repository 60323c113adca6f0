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

bool delivery_format(struct delivery *delivery, const struct trace_event *start)
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
