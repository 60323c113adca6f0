/* SPDX-License-Identifier: MIT */
#include "runtime/resident.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "hook/hook.h"
#include "runtime/footprint.h"
#include "runtime/runtime.h"

/* What memory is made of is told so much less often, and rests so many times as long as telling it took. */
enum { FOOTPRINT_SHARE = 5, FOOTPRINT_REST = 50 };
enum { MS_PER_S = 1000, NS_PER_MS = 1000000 };

/* 0 where the kernel does not say. */
static uint64_t resident_bytes(void)
{
    char text[64];
    unsigned long long pages = 0;
    const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    const ssize_t length = file >= 0 ? read(file, text, sizeof text - 1) : 0;
    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
    return sscanf(text, "%*u %llu", &pages) == 1 ? pages * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

void resident_tell(void)
{
    if (runtime.options.resident == 0)
        return;
    footprint_tell();
    if (trace_records(TL_EVENT_resident))
        hook(resident, .bytes = resident_bytes());
}

void resident_tell_sometimes(void)
{
    static uint64_t due;
    static uint64_t footprint_due;
    struct timespec clock;
    if (runtime.options.resident == 0 || !trace_records(TL_EVENT_resident))
        return;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &clock);
    const uint64_t now = (uint64_t)clock.tv_sec * MS_PER_S + (uint64_t)clock.tv_nsec / NS_PER_MS;
    if (now < due)
        return;
    due = now + runtime.options.resident;
    hook(resident, .bytes = resident_bytes());
    if (now < footprint_due)
        return;
    const uint64_t took = footprint_tell();
    footprint_due = now + FOOTPRINT_SHARE * runtime.options.resident + took * FOOTPRINT_REST / NS_PER_MS;
}
