/* SPDX-License-Identifier: MIT */
#include "threads.h"

void threads_init(struct threads *threads, int64_t time_ns)
{
    *threads = (struct threads){.threads = GROUPING_OF(struct thread)};
    threads_change(threads, 0, time_ns);
}

void threads_free(struct threads *threads)
{
    grouping_free(&threads->threads);
}

void threads_change(struct threads *threads, uint32_t thread, int64_t time_ns)
{
    struct thread *now = grouping_entry(&threads->threads, &thread);
    now->first_ns = now->begun ? now->first_ns : time_ns;
    now->begun = true;
    threads->now = now;
}

int64_t thread_last_ns(const struct thread *thread)
{
    const int64_t called_ns = thread->last_ns[THREAD_CALLED];
    const int64_t made_ns = thread->last_ns[THREAD_MADE];
    return called_ns > made_ns ? called_ns : made_ns;
}
