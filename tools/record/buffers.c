/* SPDX-License-Identifier: MIT */
#include "buffers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "message.h"

/*
 * Measured, 20 million events at full speed on 2 CPUs: 2 MB x 8 lose none even without waiting. 256 kB x 4 and less
 * lose some without waiting, none with it; 64 kB x 4 then take four times as long.
 */
static const struct buffers largest = {2u << 20, 8};
enum { SMALLEST_COUNT = 2, GOOD_COUNT = 4, GOOD_SIZE = 128 << 10 };

/* More than this is not taken on machines with many CPUs: events wait for room instead. */
#define MOST_MEMORY (UINT64_C(1) << 30)

static uint64_t memory_needed(const struct buffers *buffers, unsigned cpus, uint64_t page)
{
    /* One sub-buffer more a CPU is the reader's; two pages are LTTng's counters, 16 its metadata. */
    return cpus * (buffers->size * (buffers->count + 1) + 2 * page) + 16 * page;
}

/* Makes the buffers a step smaller: size first, then count, then size again. False when they are the smallest. */
static bool shrink(struct buffers *buffers, struct buffers wanted, uint64_t page)
{
    bool good_size = wanted.size != 0 || buffers->size <= GOOD_SIZE;
    bool good_count = wanted.count != 0 || buffers->count <= GOOD_COUNT;
    bool least_size = wanted.size != 0 || buffers->size <= page;
    bool least_count = wanted.count != 0 || buffers->count <= SMALLEST_COUNT;
    if (least_size && least_count) {
        return false;
    }
    if (!good_size || (good_count && !least_size)) {
        buffers->size /= 2;
    } else {
        buffers->count /= 2;
    }
    return true;
}

bool buffers_fit(struct buffers *buffers, struct buffers wanted, unsigned cpus, uint64_t room, uint64_t page)
{
    buffers->size = wanted.size != 0 ? wanted.size : largest.size;
    buffers->count = wanted.count != 0 ? wanted.count : largest.count;
    while (memory_needed(buffers, cpus, page) > room) {
        if (!shrink(buffers, wanted, page)) {
            return false;
        }
    }
    return true;
}

/* The list's last number tells. */
unsigned buffers_cpus(void)
{
    char list[256] = "";
    FILE *file = fopen("/sys/devices/system/cpu/possible", "re");
    bool read = file != NULL && fgets(list, sizeof list, file) != NULL;
    if (file != NULL) {
        fclose(file);
    }
    size_t end = strcspn(list, "\n");
    while (end > 0 && isdigit((unsigned char)list[end - 1])) {
        end--;
    }
    long configured = sysconf(_SC_NPROCESSORS_CONF);
    return read ? (unsigned)strtoul(list + end, NULL, 10) + 1 : (unsigned)(configured > 0 ? configured : 1);
}

/* What buffers may take of the free memory there. */
static uint64_t room_in(const char *memory, struct buffers wanted)
{
    struct statvfs status;
    if (statvfs(memory, &status) != 0) {
        return MOST_MEMORY;
    }
    uint64_t available = (uint64_t)status.f_bavail * status.f_frsize;
    /* A third is left to the program and to other users. */
    uint64_t share = available / 3 * 2;
    bool asked_for_all = wanted.size != 0 && wanted.count != 0;
    return asked_for_all ? available : share < MOST_MEMORY ? share : MOST_MEMORY;
}

bool buffers_find(struct buffers *buffers, struct buffers wanted, unsigned channels, const char *memory)
{
    /* A channel more is as many buffers as CPUs more. */
    return buffers_fit(buffers, wanted, buffers_cpus() * channels, room_in(memory, wanted),
                       (uint64_t)sysconf(_SC_PAGESIZE));
}

bool buffers_choose(struct buffers *buffers, struct buffers wanted, unsigned channels, const char *memory)
{
    if (buffers_find(buffers, wanted, channels, memory)) {
        return true;
    }
    message("too little shared memory: %llu kB free in /dev/shm for buffers on %u CPUs; "
            "make it larger (docker: --shm-size=256m) or choose smaller buffers with --subbuf-size",
            (unsigned long long)(room_in(memory, wanted) >> 10), buffers_cpus());
    return false;
}
