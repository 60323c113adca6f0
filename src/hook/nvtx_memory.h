/* SPDX-License-Identifier: MIT */
/*
 * What NVTX tools are told of tensors' data, as compute-sanitizer wants to know it. Where no tool is in the process a
 * flag is read and nothing else is done. Needs the runtime's lock.
 */
#ifndef TLSCOPE_HOOK_NVTX_MEMORY_H
#define TLSCOPE_HOOK_NVTX_MEMORY_H

#include "hook/nvtx.h"

#ifdef TLSCOPE_NVTX_MEMORY

/* The tool is there, the lock not held: what it wants to know of memory it is told from now on. */
void nvtx_memory_start(void);

/* For the inline calls below. */
RARE void nvtx_heap_new(const void *data, uint64_t bytes);
RARE void nvtx_region_open(const void *data);
RARE void nvtx_region_close(const void *data);
RARE void nvtx_heap_end(const void *data);

/* What tools call it; copied. */
void nvtx_memory_name(const void *data, const char *text);

static inline bool nvtx_knows_memory(void)
{
    return __builtin_expect(nvtx.memory, false);
}

static inline bool nvtx_wants_memory(bool on_device)
{
    return nvtx_knows_memory() && (on_device || !nvtx.only_devices);
}

#else

static inline void nvtx_memory_start(void)
{
}

static inline void nvtx_heap_new(const void *data, uint64_t bytes)
{
    (void)data, (void)bytes;
}

static inline void nvtx_region_open(const void *data)
{
    (void)data;
}

static inline void nvtx_region_close(const void *data)
{
    (void)data;
}

static inline void nvtx_heap_end(const void *data)
{
    (void)data;
}

static inline void nvtx_memory_name(const void *data, const char *text)
{
    (void)data, (void)text;
}

static inline bool nvtx_knows_memory(void)
{
    return false;
}

static inline bool nvtx_wants_memory(bool on_device)
{
    (void)on_device;
    return false;
}

#endif

/* The life of a tensor's data: made in use, into the pool, out of it in use, and gone. */
static inline void nvtx_memory_new(const void *data, uint64_t bytes, bool on_device)
{
    if (nvtx_wants_memory(on_device))
        nvtx_heap_new(data, bytes);
}

static inline void nvtx_memory_close(const void *data)
{
    if (nvtx_knows_memory())
        nvtx_region_close(data);
}

static inline void nvtx_memory_open(const void *data)
{
    if (nvtx_knows_memory())
        nvtx_region_open(data);
}

static inline void nvtx_memory_end(const void *data)
{
    if (nvtx_knows_memory())
        nvtx_heap_end(data);
}

#endif
