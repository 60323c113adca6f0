/* SPDX-License-Identifier: MIT */
#include "threads.h"

void threads_init(struct threads *threads)
{
    *threads = (struct threads){.threads = GROUPING_OF(struct thread)};
}

void threads_free(struct threads *threads)
{
    grouping_free(&threads->threads);
}

void threads_change(struct threads *threads, uint32_t thread)
{
    threads->now = grouping_entry(&threads->threads, &thread);
}
