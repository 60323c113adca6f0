/* SPDX-License-Identifier: MIT */
/*
 * CUPTI's records have grown from release to release, at their ends only: each is read as the oldest that has what is
 * needed, CUDA 11.8's, which later headers still declare.
 */
#include "gpu/records.h"

#include <stddef.h>

#include "gpu/emit.h"
#include "table/names.h"

#define SAME_PLACE(older, newer, member)                                                                               \
    _Static_assert(offsetof(older, member) == offsetof(newer, member), #newer " moved " #member)
#if CUPTI_API_VERSION >= 130000
SAME_PLACE(CUpti_ActivityKernel8, CUpti_ActivityKernel10, name);
SAME_PLACE(CUpti_ActivityKernel8, CUpti_ActivityKernel10, correlationId);
SAME_PLACE(CUpti_ActivityMemory3, CUpti_ActivityMemory4, memoryPoolConfig);
SAME_PLACE(CUpti_ActivityMemcpy5, CUpti_ActivityMemcpy6, correlationId);
#endif

static struct names names;
static uint32_t told; /* names */

void records_start(void)
{
    names_init(&names);
    told = 0;
}

/* The number of a name, which is told first when it is new; 0 for none. */
static uint32_t name_of(const char *text)
{
    const uint32_t name = names_intern(&names, text);
    if (name > told) {
        told = name;
        gpu_emit(name, .name = name, .text = name_text(&names, name));
    }
    return name;
}

/* Which library allocated; CUPTI knows since CUDA 13. */
static uint32_t source_of(const CUpti_ActivityMemory3 *record)
{
#if CUPTI_API_VERSION >= 130000
    return name_of(((const CUpti_ActivityMemory4 *)record)->source);
#else
    (void)record;
    return 0;
#endif
}

static void memory_take(const CUpti_ActivityMemory3 *record, int64_t shift)
{
    const uint64_t time = record->timestamp + (uint64_t)shift;
    if (record->memoryOperationType == CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_ALLOCATION)
        gpu_emit(alloc, .time = time, .address = record->address, .bytes = record->bytes,
                 .kind = (uint8_t)record->memoryKind, .ordinal = record->deviceId, .stream = record->streamId,
                 .source = source_of(record), .correlation = record->correlationId);
    else if (record->memoryOperationType == CUPTI_ACTIVITY_MEMORY_OPERATION_TYPE_RELEASE)
        gpu_emit(free, .time = time, .address = record->address, .bytes = record->bytes,
                 .kind = (uint8_t)record->memoryKind, .ordinal = record->deviceId, .stream = record->streamId,
                 .correlation = record->correlationId);
    if (record->memoryPoolConfig.memoryPoolType == CUPTI_ACTIVITY_MEMORY_POOL_TYPE_LOCAL)
        gpu_emit(pool, .time = time, .address = record->memoryPoolConfig.address, .ordinal = record->deviceId,
                 .reserved = record->memoryPoolConfig.pool.size, .used = record->memoryPoolConfig.utilizedSize);
}

static void kernel_take(const CUpti_ActivityKernel8 *record, int64_t shift)
{
    gpu_emit(kernel, .begin = record->start + (uint64_t)shift, .end = record->end + (uint64_t)shift,
             .name = name_of(record->name), .ordinal = record->deviceId, .stream = record->streamId,
             .correlation = record->correlationId);
}

static void copy_take(const CUpti_ActivityMemcpy5 *record, int64_t shift)
{
    gpu_emit(copy, .begin = record->start + (uint64_t)shift, .end = record->end + (uint64_t)shift,
             .bytes = record->bytes, .kind = record->copyKind, .ordinal = record->deviceId, .stream = record->streamId,
             .correlation = record->correlationId);
}

static void set_take(const CUpti_ActivityMemset3 *record, int64_t shift)
{
    gpu_emit(set, .begin = record->start + (uint64_t)shift, .end = record->end + (uint64_t)shift,
             .bytes = record->bytes, .ordinal = record->deviceId, .stream = record->streamId,
             .correlation = record->correlationId);
}

void records_take(const CUpti_Activity *record, int64_t shift)
{
    switch (record->kind) {
    case CUPTI_ACTIVITY_KIND_MEMORY2:
        memory_take((const CUpti_ActivityMemory3 *)record, shift);
        break;
    case CUPTI_ACTIVITY_KIND_CONCURRENT_KERNEL:
        kernel_take((const CUpti_ActivityKernel8 *)record, shift);
        break;
    case CUPTI_ACTIVITY_KIND_MEMCPY:
        copy_take((const CUpti_ActivityMemcpy5 *)record, shift);
        break;
    case CUPTI_ACTIVITY_KIND_MEMSET:
        set_take((const CUpti_ActivityMemset3 *)record, shift);
        break;
    default: /* of kinds that others in the process enabled */
        break;
    }
}
