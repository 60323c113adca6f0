/* SPDX-License-Identifier: MIT */
#include "threads.h"

#include "calls.h"

void threads_init(struct threads *threads)
{
    *threads = (struct threads){.threads = GROUPING_OF(struct thread)};
}

void threads_free(struct threads *threads)
{
    grouping_free(&threads->threads);
}

void threads_event(struct threads *threads, const struct trace_event *event)
{
    if (event->id == TL_EVENT_context) {
        threads->now = grouping_entry(&threads->threads, &event->as.context.thread);
    }
    bool object = event->id == TL_EVENT_object_new || event->id == TL_EVENT_object_reuse;
    if (!object && !event_is_call(event->id)) {
        return;
    }
    if (!threads->now) {
        threads->now = grouping_entry(&threads->threads, &(uint32_t){0});
    }
    struct thread *thread = threads->now;
    thread->first_ns = thread->calls + thread->objects == 0 ? event->time_ns : thread->first_ns;
    thread->last_ns = event->time_ns;
    thread->objects += object;
    thread->calls += !object;
}
