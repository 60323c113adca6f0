/* SPDX-License-Identifier: MIT */
/*
 * Tensors' data as NVTX's memory: each block is a heap of its own, as compute-sanitizer takes one for each cudaMalloc,
 * and while the tensor is in use, a region covers it. In the pool it is a heap without a region, which nobody may
 * touch. No tensor is ever resized, so no region is.
 */
#include "hook/nvtx_memory.h"

#ifdef TLSCOPE_NVTX_MEMORY

#include <nvtx3/nvToolsExtMem.h>

#include "base/key_table.h"

struct heap {
    uint64_t key; /* ~address, so that leak checkers do not take it for a reference */
    uint64_t bytes;
    nvtxMemHeapHandle_t handle;
    bool in_use;
};
static struct key_table heaps;

static uint64_t heap_key(const void *data)
{
    return ~(uint64_t)(uintptr_t)data;
}

static void unregister_regions(const nvtxMemRegionRef_t *regions, size_t count)
{
    const nvtxMemRegionsUnregisterBatch_t batch = {.extCompatID = NVTX_EXT_COMPATID_MEM,
                                                   .structSize = sizeof batch,
                                                   .refType = NVTX_MEM_REGION_REF_TYPE_POINTER,
                                                   .refCount = count,
                                                   .refElementSize = sizeof *regions,
                                                   .refElements = regions};
    nvtxMemRegionsUnregister(nvtx.domain, &batch);
}

void nvtx_memory_start(void)
{
    static const nvtxMemRegionRef_t none[1];
    key_table_init(&heaps, sizeof(struct heap));
    unregister_regions(none, 0); /* so that the extension finds the tool now, not with the lock held */
    nvtx.memory = true;
}

static void register_region(const struct heap *heap, const void *data)
{
    const nvtxMemVirtualRangeDesc_t range = {.size = heap->bytes, .ptr = data};
    const nvtxMemRegionsRegisterBatch_t batch = {.extCompatID = NVTX_EXT_COMPATID_MEM,
                                                 .structSize = sizeof batch,
                                                 .regionType = NVTX_MEM_TYPE_VIRTUAL_ADDRESS,
                                                 .heap = heap->handle,
                                                 .regionCount = 1,
                                                 .regionDescElementSize = sizeof range,
                                                 .regionDescElements = &range};
    nvtxMemRegionsRegister(nvtx.domain, &batch);
}

static nvtxMemHeapHandle_t register_heap(const void *data, uint64_t bytes)
{
    const nvtxMemVirtualRangeDesc_t range = {.size = bytes, .ptr = data};
    const nvtxMemHeapDesc_t heap = {.extCompatID = NVTX_EXT_COMPATID_MEM,
                                    .structSize = sizeof heap,
                                    .usage = NVTX_MEM_HEAP_USAGE_TYPE_SUB_ALLOCATOR,
                                    .type = NVTX_MEM_TYPE_VIRTUAL_ADDRESS,
                                    .typeSpecificDescSize = sizeof range,
                                    .typeSpecificDesc = &range,
                                    .messageType = NVTX_MESSAGE_TYPE_ASCII,
                                    .message.ascii = "tl pool"};
    return nvtxMemHeapRegister(nvtx.domain, &heap);
}

/* Told of all or of none: a block without memory for its entry stays unknown. */
void nvtx_heap_new(const void *data, uint64_t bytes)
{
    struct heap *heap = bytes != 0 ? key_table_add(&heaps, heap_key(data)) : NULL;
    if (heap == NULL)
        return;
    heap->bytes = bytes;
    heap->handle = register_heap(data, bytes);
    if (heap->handle == NVTX_MEM_HEAP_HANDLE_PROCESS_WIDE || heap->handle == NVTX_MEM_HEAP_HANDLE_NO_TOOL) {
        key_table_remove(&heaps, heap_key(data)); /* the tool takes none */
        return;
    }
    heap->in_use = true;
    register_region(heap, data);
}

void nvtx_region_open(const void *data)
{
    struct heap *heap = key_table_find(&heaps, heap_key(data));
    if (heap == NULL || heap->in_use)
        return;
    heap->in_use = true;
    register_region(heap, data);
}

void nvtx_region_close(const void *data)
{
    struct heap *heap = key_table_find(&heaps, heap_key(data));
    if (heap == NULL || !heap->in_use)
        return;
    heap->in_use = false;
    unregister_regions(&(const nvtxMemRegionRef_t){.pointer = data}, 1);
}

void nvtx_heap_end(const void *data)
{
    const struct heap *heap = key_table_find(&heaps, heap_key(data));
    if (heap == NULL)
        return;
    nvtx_region_close(data);
    nvtxMemHeapUnregister(nvtx.domain, heap->handle);
    key_table_remove(&heaps, heap_key(data));
}

void nvtx_memory_name(const void *data, const char *text)
{
    if (key_table_find(&heaps, heap_key(data)) == NULL)
        return;
    const nvtxMemRegionNameDesc_t name = {.regionRefType = NVTX_MEM_REGION_REF_TYPE_POINTER,
                                          .nameType = NVTX_MESSAGE_TYPE_ASCII, /* compute-sanitizer takes no other */
                                          .region.pointer = data,
                                          .name.ascii = text};
    const nvtxMemRegionsNameBatch_t batch = {.extCompatID = NVTX_EXT_COMPATID_MEM,
                                             .structSize = sizeof batch,
                                             .regionCount = 1,
                                             .regionElementSize = sizeof name,
                                             .regionElements = &name};
    nvtxMemRegionsName(nvtx.domain, &batch);
}

#endif
