/* SPDX-License-Identifier: MIT */
#include "runtime/footprint.h"

#include <fcntl.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "heap/classify.h"
#include "hook/hook.h"
#include "manager/manager.h"

enum { PROBE_BYTES = 1 << 16, STATUS_BYTES = 4096, NS_PER_S = 1000000000 };

static bool malloc_answers;

/* Another malloc than glibc's may be linked or preloaded, of which glibc's mallinfo2 knows nothing: it is tried, with a
 * block too small to change glibc's idea of which blocks to map apart. */
void footprint_start(void)
{
    if (checker.valgrind || checker.replaces_malloc || checker.hides_malloc)
        return;
    const struct mallinfo2 before = mallinfo2();
    void *volatile block = malloc(PROBE_BYTES);
    const struct mallinfo2 after = mallinfo2();
    malloc_answers =
        block != NULL && after.uordblks + after.hblkhd - before.uordblks - before.hblkhd - PROBE_BYTES < PROBE_BYTES;
    free(block);
}

static void read_status(char text[STATUS_BYTES])
{
    const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    const ssize_t length = file >= 0 ? read(file, text, STATUS_BYTES - 1) : 0;
    if (file >= 0)
        close(file);
    text[length > 0 ? length : 0] = '\0';
}

/* A line such as "RssAnon:    1234 kB"; 0 where there is none. */
static uint64_t status_bytes(const char *text, const char *line)
{
    const char *at = strstr(text, line);
    return at != NULL ? strtoull(at + strlen(line), NULL, 10) * 1024 : 0;
}

/* Of the thread: what others take of a busy machine meanwhile is no cost of the answer. */
static uint64_t now_ns(void)
{
    struct timespec clock;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &clock);
    return (uint64_t)clock.tv_sec * NS_PER_S + (uint64_t)clock.tv_nsec;
}

uint64_t footprint_tell(void)
{
    char status[STATUS_BYTES];
    if (checker.valgrind || !trace_records(TL_EVENT_footprint))
        return 0; /* under Valgrind most memory is its own */
    const uint64_t begin = now_ns();
    const struct mallinfo2 heap = malloc_answers ? mallinfo2() : (struct mallinfo2){0};
    read_status(status);
    hook(footprint, .anonymous = status_bytes(status, "\nRssAnon:"), .file = status_bytes(status, "\nRssFile:"),
         .shared = status_bytes(status, "\nRssShmem:"), .swapped = status_bytes(status, "\nVmSwap:"),
         .counted = malloc_answers, .used = heap.uordblks, .mapped = heap.hblkhd, .unused = heap.fordblks,
         .quarantined = global_manager.quarantine.bytes, .own = memory_mapped() + heap_mapped());
    return now_ns() - begin;
}
