/* SPDX-License-Identifier: MIT */
/* The clock that the trace is recorded with. */
#ifndef TLSCOPE_GPU_CLOCK_H
#define TLSCOPE_GPU_CLOCK_H

#include <stdint.h>
#include <time.h>

enum { NS_PER_S = 1000000000 };

static inline uint64_t clock_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

#endif
