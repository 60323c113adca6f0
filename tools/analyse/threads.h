/* SPDX-License-Identifier: MIT */
/* Which threads called. */
#ifndef TLSCOPE_ANALYSE_THREADS_H
#define TLSCOPE_ANALYSE_THREADS_H

#include "grouping.h"
#include "trace.h"

struct thread {
    uint32_t key; /* its id; 0: events before any context */
    uint64_t calls;
    uint64_t objects; /* first seen in its calls */
    int64_t first_ns;
    int64_t last_ns;
};

struct threads {
    struct grouping threads;
    struct thread *now; /* NULL before the first event */
};

void threads_init(struct threads *threads);
void threads_free(struct threads *threads);
void threads_event(struct threads *threads, const struct trace_event *event);

#endif
