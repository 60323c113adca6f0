/* SPDX-License-Identifier: MIT */
#include "pace.h"

#include <time.h>

enum { CELLS = 512, TRIES = 9, TRY_TURNS = 200000 };

void pace_work(uint64_t turns)
{
    static volatile uint32_t cells[CELLS]; /* as work of a program does, it uses memory */
    uint32_t value = 1;
    for (uint64_t i = 0; i < turns; i++) {
        value = value * 1664525 + 1013904223;
        cells[value >> 23] += value;
    }
}

static double microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

double pace_calibrate(void)
{
    double best = 0;
    for (int i = 0; i < TRIES; i++) {
        const double start = microseconds();
        pace_work(TRY_TURNS);
        const double rate = TRY_TURNS / (microseconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}
