/* SPDX-License-Identifier: MIT */
/* What became of the slot buffers of function frames. */
#ifndef TLSCOPE_ANALYSE_BUFFERS_H
#define TLSCOPE_ANALYSE_BUFFERS_H

#include "sites.h"
#include "trace.h"

enum { BUFFER_OUTCOMES = TL_BUFFER_EMPTY + 1 };

struct buffer_site {
    uint32_t key; /* the place that asked */
    uint64_t outcomes[BUFFER_OUTCOMES];
    uint64_t capacity_max;
};

struct buffers {
    uint64_t outcomes[BUFFER_OUTCOMES];
    uint64_t deferred;
    uint64_t freed;
    uint64_t bytes; /* alive now, deferred ones too */
    uint64_t bytes_max;
    int64_t bytes_max_ns;
    struct grouping sites;
};

void buffers_init(struct buffers *buffers);
void buffers_free(struct buffers *buffers);
void buffers_event(struct buffers *buffers, const struct trace_event *event);

/* Makes sites of one place one, and orders them by how often they asked. */
void buffers_finish(struct buffers *buffers, const struct sites *sites);

#endif
