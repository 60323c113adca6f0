/* SPDX-License-Identifier: MIT */
/* The plugin: has CUPTI record what the process does with its devices, and tells of the records as they come. */
#include <cupti.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gpu/clock.h"
#include "gpu/device_memory.h"
#include "gpu/emit.h"
#include "gpu/records.h"
#include "gpu/watch.h"
#include "tracepoints/values.h"

enum { BUFFER_BYTES = 512 << 10, BUFFER_ALIGNMENT = 8, FLUSH_MS = 100 };

struct gpu_out gpu_out;

static struct {
    pthread_mutex_t lock; /* of what follows: buffers come from threads of CUPTI's and from flushing ones */
    int64_t shift;        /* from CUPTI's time to CLOCK_MONOTONIC */
    bool same_clock;      /* there is none */
    uint64_t dropped;     /* records */
    pid_t pid;
} plugin = {.lock = PTHREAD_MUTEX_INITIALIZER};

static const struct {
    CUpti_ActivityKind kind;
    const char *words;
} kinds[] = {
    {CUPTI_ACTIVITY_KIND_MEMORY2, "device memory"},
    {CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, "kernels"},
    {CUPTI_ACTIVITY_KIND_MEMCPY, "copies"},
    {CUPTI_ACTIVITY_KIND_MEMSET, "memsets"},
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static const char *name_of(CUptiResult result)
{
    const char *name = NULL;
    return cuptiGetResultString(result, &name) == CUPTI_SUCCESS && name != NULL ? name : "an error without a name";
}

/* Where CUPTI has a clock of its own: both are read, closely, and again with each buffer, since they drift. */
static void clocks_compare(void)
{
    uint64_t theirs = 0;
    if (plugin.same_clock)
        return;
    const uint64_t before = clock_now_ns();
    if (cuptiGetTimestamp(&theirs) == CUPTI_SUCCESS)
        plugin.shift = (int64_t)(before + (clock_now_ns() - before) / 2 - theirs);
}

/* All that CUPTI has yet. A forked child has no part in its parent's devices. */
static void flush(void)
{
    if (getpid() != plugin.pid)
        return;
    device_memory_end();
    cuptiActivityFlushAll(CUPTI_ACTIVITY_FLAG_FLUSH_FORCED);
}

/* By the first buffer the driver has started: a handler registered now runs before the driver's own. */
static void flush_at_exit(void)
{
    static atomic_flag registered = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&registered))
        atexit(flush);
}

static void CUPTIAPI buffer_requested(uint8_t **buffer, size_t *size, size_t *records)
{
    void *memory = NULL;
    flush_at_exit();
    *size = posix_memalign(&memory, BUFFER_ALIGNMENT, BUFFER_BYTES) == 0 ? BUFFER_BYTES : 0;
    *buffer = memory; /* NULL: CUPTI drops the records, and counts them */
    *records = 0;     /* as many as fit */
}

static void dropped_take(CUcontext context, uint32_t stream)
{
    size_t dropped = 0;
    if (cuptiActivityGetNumDroppedRecords(context, stream, &dropped) != CUPTI_SUCCESS || dropped == 0)
        return;
    plugin.dropped += dropped;
    gpu_emit(dropped, .records = dropped);
}

static void CUPTIAPI buffer_completed(CUcontext context, uint32_t stream, uint8_t *buffer, size_t size, size_t valid)
{
    CUpti_Activity *record = NULL;
    (void)size;
    pthread_mutex_lock(&plugin.lock);
    clocks_compare();
    while (valid > 0 && cuptiActivityGetNextRecord(buffer, valid, &record) == CUPTI_SUCCESS)
        records_take(record, plugin.shift);
    dropped_take(context, stream);
    pthread_mutex_unlock(&plugin.lock);
    free(buffer);
}

static void end(void)
{
    if (getpid() != plugin.pid)
        return;
    flush();
    pthread_mutex_lock(&plugin.lock);
    gpu_emit(end, .events = atomic_load(&gpu_out.events) + 1, .dropped = plugin.dropped);
    pthread_mutex_unlock(&plugin.lock);
}

/* Takes a failure down, after those before it. */
static bool works(CUptiResult result, const char *call, const char *what, char text[GPU_WATCH_TEXT_BYTES])
{
    const size_t used = strlen(text);
    if (result != CUPTI_SUCCESS)
        snprintf(text + used, GPU_WATCH_TEXT_BYTES - used, "%s%s%s%s failed: %s", used != 0 ? ", " : "", call,
                 what[0] != '\0' ? " for " : "", what, name_of(result));
    return result == CUPTI_SUCCESS;
}

static size_t enable_kinds(char text[GPU_WATCH_TEXT_BYTES])
{
    size_t enabled = 0;
    for (size_t i = 0; i < KINDS; i++)
        enabled += works(cuptiActivityEnable(kinds[i].kind), "cuptiActivityEnable", kinds[i].words, text);
    return enabled;
}

static bool start(const struct tl_gpu_tracer *tracer, char text[GPU_WATCH_TEXT_BYTES])
{
    uint32_t version = 0;
    text[0] = '\0';
    gpu_out.tracer = tracer;
    plugin.pid = getpid();
    records_start();
    cuptiGetVersion(&version);
    plugin.same_clock = cuptiActivityRegisterTimestampCallback(clock_now_ns) == CUPTI_SUCCESS;
#if CUPTI_API_VERSION >= 130000
    cuptiActivityEnableAllocationSource(1); /* without, allocations have no source */
#endif
    if (!works(cuptiActivityRegisterCallbacks(buffer_requested, buffer_completed), "cuptiActivityRegisterCallbacks", "",
               text) ||
        enable_kinds(text) == 0)
        return false;
    clocks_compare();
    works(cuptiActivityFlushPeriod(FLUSH_MS), "cuptiActivityFlushPeriod", "", text);
    gpu_emit(start, .time = clock_now_ns(), .version = version, .same_clock = plugin.same_clock);
    device_memory_start();
    return true;
}

extern const struct gpu_watch tlscope_gpu_watch;

__attribute__((visibility("default"))) const struct gpu_watch tlscope_gpu_watch = {
    .format = TL_TRACE_FORMAT,
    .start = start,
    .end = end,
};
