/* SPDX-License-Identifier: MIT */
/* Which threads called. */
#ifndef TLSCOPE_ANALYSE_THREADS_H
#define TLSCOPE_ANALYSE_THREADS_H

#include "calls.h"
#include "grouping.h"

struct thread {
    uint32_t key; /* its id; 0: events before any context */
    bool seen;    /* to do something */
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
/* From now on that thread calls. */
void threads_change(struct threads *threads, uint32_t thread);

static inline void threads_event(struct threads *threads, const struct trace_event *event)
{
    const bool object = event->id == TL_EVENT_object_new || event->id == TL_EVENT_object_reuse;
    if (!object && !event_is_call(event->id)) {
        return;
    }
    if (!threads->now) {
        threads_change(threads, 0);
    }
    struct thread *thread = threads->now;
    uint64_t *counted = object ? &thread->objects : &thread->calls;
    if (!thread->seen) {
        thread->seen = true;
        thread->first_ns = event->time_ns;
    }
    thread->last_ns = event->time_ns;
    ++*counted;
}

#endif
