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

int64_t thread_last_ns(const struct thread *thread)
{
    const int64_t called_ns = thread->last_ns[THREAD_CALLED];
    const int64_t made_ns = thread->last_ns[THREAD_MADE];
    return called_ns > made_ns ? called_ns : made_ns;
}
