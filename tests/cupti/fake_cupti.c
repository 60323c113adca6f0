/* SPDX-License-Identifier: MIT */
#include "fake_cupti.h"

#include <cuda.h>
#include <cupti.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

#if CUPTI_API_VERSION >= 130000 /* what this CUPTI would deliver */
typedef CUpti_ActivityMemory4 memory_record;
typedef CUpti_ActivityKernel10 kernel_record;
typedef CUpti_ActivityMemcpy6 copy_record;
typedef CUpti_ActivityMemset4 set_record;
#else
typedef CUpti_ActivityMemory3 memory_record;
typedef CUpti_ActivityKernel8 kernel_record;
typedef CUpti_ActivityMemcpy5 copy_record;
typedef CUpti_ActivityMemset3 set_record;
#endif

enum { DEVICES = 2, NS_PER_S = 1000000000 };
#define TOTAL_BYTES ((uint64_t)8 << 30)
#define OWN_CLOCK   ((uint64_t)1 << 60) /* ahead of CLOCK_MONOTONIC by so much */

static struct {
    char behaviour[64];
    CUpti_BuffersCallbackRequestFunc request;
    CUpti_BuffersCallbackCompleteFunc complete;
    CUpti_TimestampCallbackFunc clock;
    uint8_t *buffer;
    size_t size, used;
    size_t dropped;
    int out;
    uint32_t correlation;
    uint64_t available[DEVICES];
    bool in_use[DEVICES];
    bool enabled[CUPTI_ACTIVITY_KIND_COUNT];
} fake = {.available = {TOTAL_BYTES, TOTAL_BYTES}};

EXPORT void fake_behave(const char *how)
{
    snprintf(fake.behaviour, sizeof fake.behaviour, "%s", how);
}

static bool behaves(const char *how)
{
    const char *set = getenv("TLSCOPE_FAKE_CUPTI");
    return strstr(fake.behaviour, how) != NULL || (set != NULL && strstr(set, how) != NULL);
}

static uint64_t monotonic(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

EXPORT uint64_t fake_now(void)
{
    return fake.clock != NULL ? fake.clock() : monotonic() + OWN_CLOCK;
}

EXPORT void fake_available(uint32_t ordinal, uint64_t bytes)
{
    fake.available[ordinal] = bytes;
}

EXPORT void fake_in_use(uint32_t ordinal, bool in_use)
{
    fake.in_use[ordinal] = in_use;
}

EXPORT int fake_buffers_out(void)
{
    return fake.out;
}

EXPORT void fake_dropped(size_t records)
{
    fake.dropped += records;
}

EXPORT void fake_flush(void)
{
    if (fake.buffer == NULL)
        return;
    uint8_t *buffer = fake.buffer;
    fake.buffer = NULL;
    fake.out--;
    fake.complete(NULL, 0, buffer, fake.size, fake.used);
}

/* Room for a record, zeroed; NULL where it is dropped, or its kind was not asked for. */
static void *record_new(CUpti_ActivityKind kind, size_t bytes)
{
    size_t most = 0;
    if (!fake.enabled[kind])
        return NULL;
    if (fake.buffer != NULL && fake.used + bytes > fake.size)
        fake_flush();
    if (fake.buffer == NULL) {
        fake.request(&fake.buffer, &fake.size, &most);
        fake.used = 0;
        fake.out += fake.buffer != NULL;
    }
    if (fake.buffer == NULL) {
        fake.dropped++;
        return NULL;
    }
    CUpti_Activity *record = memset(fake.buffer + fake.used, 0, bytes);
    record->kind = kind;
    fake.used += bytes;
    return record;
}

static memory_record *memory_new(bool allocation, uint64_t time, uint32_t ordinal, uint64_t address, uint64_t bytes)
{
    memory_record *record = record_new(CUPTI_ACTIVITY_KIND_MEMORY2, sizeof *record);
    if (record == NULL)
        return NULL;
    record->memoryOperationType =
        allocation ? CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_ALLOCATION : CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_RELEASE;
    record->memoryKind = CUPTI_ACTIVITY_MEMORY_KIND_DEVICE;
    record->correlationId = ++fake.correlation;
    record->address = address;
    record->bytes = bytes;
    record->timestamp = time;
    record->deviceId = ordinal;
    return record;
}

EXPORT void fake_memory(bool allocation, uint64_t time, uint32_t ordinal, uint64_t address, uint64_t bytes,
                        const char *source)
{
    memory_record *record = memory_new(allocation, time, ordinal, address, bytes);
#if CUPTI_API_VERSION >= 130000
    if (record != NULL)
        record->source = source;
#else
    (void)record;
    (void)source;
#endif
}

EXPORT void fake_pooled(bool allocation, uint64_t time, uint32_t ordinal, uint64_t address, uint64_t bytes,
                        uint64_t reserved, uint64_t used)
{
    memory_record *record = memory_new(allocation, time, ordinal, address, bytes);
    if (record == NULL)
        return;
    record->isAsync = 1;
    record->memoryPoolConfig.memoryPoolType = CUPTI_ACTIVITY_MEMORY_POOL_TYPE_LOCAL;
    record->memoryPoolConfig.address = 0xb001;
    record->memoryPoolConfig.pool.size = reserved;
    record->memoryPoolConfig.utilizedSize = used;
}

EXPORT void fake_kernel(uint64_t begin, uint64_t end, uint32_t ordinal, uint32_t stream, const char *name)
{
    kernel_record *record = record_new(CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL, sizeof *record);
    if (record == NULL)
        return;
    record->start = begin;
    record->end = end;
    record->deviceId = ordinal;
    record->streamId = stream;
    record->name = name;
    record->correlationId = ++fake.correlation;
}

EXPORT void fake_copy(uint64_t begin, uint64_t end, uint32_t ordinal, uint8_t kind, uint64_t bytes)
{
    copy_record *record = record_new(CUPTI_ACTIVITY_KIND_MEMCPY, sizeof *record);
    if (record == NULL)
        return;
    record->copyKind = kind;
    record->bytes = bytes;
    record->start = begin;
    record->end = end;
    record->deviceId = ordinal;
    record->correlationId = ++fake.correlation;
}

EXPORT void fake_set(uint64_t begin, uint64_t end, uint32_t ordinal, uint64_t bytes)
{
    set_record *record = record_new(CUPTI_ACTIVITY_KIND_MEMSET, sizeof *record);
    if (record == NULL)
        return;
    record->bytes = bytes;
    record->start = begin;
    record->end = end;
    record->deviceId = ordinal;
    record->correlationId = ++fake.correlation;
}

/* Of a kind that somebody else in the process enabled. */
EXPORT void fake_unknown(void)
{
    fake.enabled[CUPTI_ACTIVITY_KIND_MARKER] = true;
    record_new(CUPTI_ACTIVITY_KIND_MARKER, sizeof(CUpti_ActivityMarker2));
}

static size_t bytes_of(CUpti_ActivityKind kind)
{
    switch (kind) {
    case CUPTI_ACTIVITY_KIND_MEMORY2:
        return sizeof(memory_record);
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
        return sizeof(kernel_record);
    case CUPTI_ACTIVITY_KIND_MEMCPY:
        return sizeof(copy_record);
    case CUPTI_ACTIVITY_KIND_MEMSET:
        return sizeof(set_record);
    default:
        return sizeof(CUpti_ActivityMarker2);
    }
}

/* CUPTI's functions, as far as they are called. */

EXPORT CUptiResult CUPTIAPI cuptiGetVersion(uint32_t *version)
{
    *version = CUPTI_API_VERSION;
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiGetTimestamp(uint64_t *timestamp)
{
    *timestamp = fake_now();
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiGetResultString(CUptiResult result, const char **text)
{
    *text = result == CUPTI_ERROR_INSUFFICIENT_PRIVILEGES ? "CUPTI_ERROR_INSUFFICIENT_PRIVILEGES"
            : result == CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED
                ? "CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED"
                : "CUPTI_ERROR_UNKNOWN";
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityRegisterCallbacks(CUpti_BuffersCallbackRequestFunc request,
                                                           CUpti_BuffersCallbackCompleteFunc complete)
{
    fake.request = request;
    fake.complete = complete;
    return behaves("no-buffers") ? CUPTI_ERROR_MULTIPLE_SUBSCRIBERS_NOT_SUPPORTED : CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityRegisterTimestampCallback(CUpti_TimestampCallbackFunc clock)
{
    fake.clock = behaves("own-clock") ? NULL : clock;
    return fake.clock != NULL ? CUPTI_SUCCESS : CUPTI_ERROR_NOT_SUPPORTED;
}

#if CUPTI_API_VERSION >= 130000
EXPORT CUptiResult CUPTIAPI cuptiActivityEnableAllocationSource(uint8_t enable)
{
    (void)enable;
    return CUPTI_SUCCESS;
}
#endif

EXPORT CUptiResult CUPTIAPI cuptiActivityEnable(CUpti_ActivityKind kind)
{
    if (behaves("no-kinds") || (behaves("no-memory") && kind == CUPTI_ACTIVITY_KIND_MEMORY2))
        return CUPTI_ERROR_INSUFFICIENT_PRIVILEGES;
    fake.enabled[kind] = true;
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityFlushPeriod(uint32_t time)
{
    (void)time;
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityFlushAll(uint32_t flag)
{
    (void)flag;
    fake_flush();
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityGetNumDroppedRecords(CUcontext context, uint32_t stream, size_t *dropped)
{
    (void)context;
    (void)stream;
    *dropped = fake.dropped;
    fake.dropped = 0;
    return CUPTI_SUCCESS;
}

EXPORT CUptiResult CUPTIAPI cuptiActivityGetNextRecord(uint8_t *buffer, size_t valid, CUpti_Activity **record)
{
    uint8_t *next = *record == NULL ? buffer : (uint8_t *)*record + bytes_of((*record)->kind);
    if (next >= buffer + valid)
        return CUPTI_ERROR_MAX_LIMIT_REACHED;
    *record = (CUpti_Activity *)(void *)next;
    return CUPTI_SUCCESS;
}

/* The driver's, likewise. */

EXPORT CUresult CUDAAPI cuDeviceGetCount(int *count)
{
    *count = DEVICES;
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuDeviceGet(CUdevice *device, int ordinal)
{
    *device = ordinal;
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuDeviceGetName(char *name, int length, CUdevice device)
{
    snprintf(name, (size_t)length, "Fake %d", device);
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuDevicePrimaryCtxGetState(CUdevice device, unsigned *flags, int *active)
{
    *flags = 0;
    *active = fake.in_use[device];
    return CUDA_SUCCESS;
}

static __thread CUdevice current;

EXPORT CUresult CUDAAPI cuDevicePrimaryCtxRetain(CUcontext *context, CUdevice device)
{
    *context = (CUcontext)&fake.in_use[device];
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuDevicePrimaryCtxRelease(CUdevice device)
{
    (void)device;
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuCtxPushCurrent(CUcontext context)
{
    current = (CUdevice)((bool *)(void *)context - fake.in_use);
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuCtxPopCurrent(CUcontext *context)
{
    *context = NULL;
    return CUDA_SUCCESS;
}

EXPORT CUresult CUDAAPI cuMemGetInfo(size_t *available, size_t *total)
{
    *available = fake.available[current];
    *total = TOTAL_BYTES;
    return CUDA_SUCCESS;
}
