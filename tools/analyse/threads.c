/* SPDX-License-Identifier: MIT */
#include "threads.h"

void threads_init(struct threads *threads)
{
    *threads = (struct threads){.threads = GROUPING_OF(struct thread)};
    threads_change(threads, 0);
}

void threads_free(struct threads *threads)
{
    grouping_free(&threads->threads);
}

void threads_change(struct threads *threads, uint32_t thread)
{
    threads->now = grouping_entry(&threads->threads, &thread);
}

int64_t thread_first_ns(const struct thread *thread)
{
    const int64_t called_ns = thread->first_ns[THREAD_CALLED];
    const int64_t made_ns = thread->first_ns[THREAD_MADE];
    const bool called_first = thread->times[THREAD_MADE] == 0 || called_ns < made_ns;
    return thread->times[THREAD_CALLED] > 0 && called_first ? called_ns : made_ns;
}

int64_t thread_last_ns(const struct thread *thread)
{
    const int64_t called_ns = thread->last_ns[THREAD_CALLED];
    const int64_t made_ns = thread->last_ns[THREAD_MADE];
    return called_ns > made_ns ? called_ns : made_ns;
}
