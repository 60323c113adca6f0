/* SPDX-License-Identifier: MIT */
/* Which threads called. */
#ifndef TLSCOPE_ANALYSE_THREADS_H
#define TLSCOPE_ANALYSE_THREADS_H

#include "calls.h"
#include "grouping.h"

enum thread_did { THREAD_ELSE, THREAD_CALLED, THREAD_MADE, THREAD_DID };

struct thread {
    uint32_t key;               /* its id; 0: events before any context */
    uint64_t times[THREAD_DID]; /* calls, and objects first seen in them */
    int64_t first_ns[THREAD_DID];
    int64_t last_ns[THREAD_DID];
};

struct threads {
    struct grouping threads;
    struct thread *now;
};

void threads_init(struct threads *threads);
void threads_free(struct threads *threads);
/* From now on that thread calls. */
void threads_change(struct threads *threads, uint32_t thread);

static inline enum thread_did thread_did(enum tl_event_id id)
{
    return id == TL_EVENT_object_new || id == TL_EVENT_object_reuse ? THREAD_MADE
           : event_is_call(id)                                      ? THREAD_CALLED
                                                                    : THREAD_ELSE;
}

static inline bool thread_has_begun(const struct thread *thread)
{
    return thread->times[THREAD_CALLED] + thread->times[THREAD_MADE] != 0;
}

static inline void threads_event(const struct threads *threads, const struct trace_event *event)
{
    const enum thread_did did = thread_did(event->id);
    struct thread *thread = threads->now;
    if (thread->times[did]++ == 0) {
        thread->first_ns[did] = event->time_ns;
    }
    thread->last_ns[did] = event->time_ns;
}

/* When it called first and last, or an object was first seen in a call; of one that has begun. */
int64_t thread_first_ns(const struct thread *thread);
int64_t thread_last_ns(const struct thread *thread);

#endif
