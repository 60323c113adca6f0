/* SPDX-License-Identifier: MIT */
#include "manager/tensor_block.h"

#include <stddef.h>
#include <stdlib.h>

#include "heap/arena.h"
#include "hook/nvtx_memory.h"

enum { ALIGNMENT = 64 };

/* The mempool of all tensors; no chunk of another pool has its address as anchor. */
static char pool;

static uintptr_t anchor(void)
{
    static bool made;
    if (!made)
        checker_pool_new((uintptr_t)&pool, ALIGNMENT);
    made = true;
    return (uintptr_t)&pool;
}

/* All there are, by address. */
struct own {
    uint64_t key; /* ~address */
};

static struct {
    struct slab slab;
    struct key_map by_address;
} own;

static bool own_add(const void *tensor)
{
    const uint64_t key = ~(uint64_t)(uintptr_t)tensor;
    if (own.slab.item_size == 0) {
        slab_init(&own.slab, sizeof(struct own));
        key_map_init(&own.by_address, KEY_MAP_BLOCKS);
    }
    const uint32_t index = slab_add(&own.slab);
    if (index == 0)
        return false;
    ((struct own *)slab_item(&own.slab, index))->key = key;
    if (key_map_set(&own.by_address, key, index))
        return true;
    slab_remove(&own.slab, index);
    return false;
}

static void own_remove(const void *tensor)
{
    const uint64_t key = ~(uint64_t)(uintptr_t)tensor;
    const uint32_t index = own.by_address.count != 0 ? key_map_find(&own.by_address, key) : 0;
    if (index == 0)
        return; /* without memory it was never added */
    key_map_remove(&own.by_address, key, index);
    slab_remove(&own.slab, index);
}

bool tensor_block_is_own(const void *tensor)
{
    return own.by_address.count != 0 && key_map_find(&own.by_address, ~(uint64_t)(uintptr_t)tensor) != 0;
}

static size_t block_bytes(uint8_t device, uint64_t bytes)
{
    return sizeof(tl_tensor) + (device == TL_DEVICE_CPU ? bytes : sizeof(struct residence));
}

/* Of which not the data. */
static size_t description_bytes(uint8_t device)
{
    return block_bytes(device, 0);
}

/* Not aligned_alloc, which wants multiples of the alignment: AddressSanitizer could not tell where the data ends. */
static void *take(size_t bytes)
{
    void *block = NULL;
    if (!checker.memcheck)
        return posix_memalign(&block, ALIGNMENT, bytes) == 0 ? block : NULL;
    block = arena_take(bytes);
    if (block != NULL)
        checker_block_new(anchor(), block, bytes);
    return block;
}

static void fill(tl_tensor *tensor, const tl_tensor *facts)
{
    *tensor = *facts;
    checker_forbid(tensor->gap, sizeof tensor->gap);
}

tl_tensor *tensor_block_new(struct tensor_key key, uint64_t bytes, const struct residence *residence)
{
    tl_tensor *tensor = take(block_bytes(key.device, bytes));
    if (tensor == NULL)
        return NULL;
    fill(tensor, &(tl_tensor){.elements = key.elements, .bytes = bytes, .dtype = key.dtype, .device = key.device});
    if (residence != NULL)
        *tensor_residence(tensor) = *residence;
    if (!own_add(tensor)) {
        tensor_block_end(tensor, &(struct residence){.device = NULL});
        return NULL;
    }
    nvtx_memory_new(tlscope_tensor_data(tensor), bytes, residence != NULL);
    return tensor;
}

void tensor_block_close(tl_tensor *tensor)
{
    const size_t bytes = block_bytes(tensor->device, tensor->bytes);
    nvtx_memory_close(tlscope_tensor_data(tensor));
    if (checker.memcheck)
        checker_block_free(anchor(), tensor, bytes);
    else
        checker_forbid(tensor, bytes);
}

/* The description of a closed one. */
static tl_tensor facts_of(tl_tensor *tensor)
{
    checker_allow(tensor, sizeof *tensor);
    return *tensor;
}

/* What a closed one has on a device; of the CPU's the copy has no device. */
static void copy_residence(struct residence *copy, const tl_tensor *tensor, const tl_tensor *facts)
{
    copy->device = NULL;
    if (!tensor_is_away(facts))
        return;
    checker_allow(tensor_residence(tensor), sizeof *copy);
    *copy = *tensor_residence(tensor);
}

/* The description has another place from now on, and the data where that stands behind it. */
static void move_memory(const tl_tensor *from, const tl_tensor *to)
{
    if (tensor_is_away(to)) {
        nvtx_memory_open(tlscope_tensor_data(to));
        return;
    }
    nvtx_memory_end(from + 1);
    nvtx_memory_new(to + 1, to->bytes, false);
}

tl_tensor *tensor_block_open(tl_tensor *tensor, bool may_move)
{
    const tl_tensor facts = facts_of(tensor);
    const size_t bytes = block_bytes(facts.device, facts.bytes);
    if (!checker.memcheck) {
        checker_allow(tensor, bytes);
        nvtx_memory_open(tlscope_tensor_data(tensor));
        return tensor;
    }
    struct residence residence;
    copy_residence(&residence, tensor, &facts);
    tl_tensor *moved = may_move ? take(bytes) : NULL;
    if (moved != NULL && !own_add(moved)) {
        checker_block_free(anchor(), moved, bytes);
        arena_give(moved, bytes);
        moved = NULL;
    }
    if (moved == NULL) {
        checker_block_new(anchor(), tensor, bytes);
        moved = tensor;
    }
    fill(moved, &facts);
    if (residence.device != NULL)
        *tensor_residence(moved) = residence;
    if (moved == tensor) {
        nvtx_memory_open(tlscope_tensor_data(tensor));
        return tensor;
    }
    own_remove(tensor);
    move_memory(tensor, moved);
    checker_forbid(tensor, description_bytes(facts.device));
    arena_give(tensor, bytes);
    return moved;
}

void tensor_block_show(const tl_tensor *tensor)
{
    checker_count_block(tensor, block_bytes(tensor->device, tensor->bytes));
}

bool tensor_block_vacate(tl_tensor *tensor, struct residence *left)
{
    const tl_tensor facts = facts_of(tensor);
    copy_residence(left, tensor, &facts);
    if (left->device != NULL) {
        nvtx_memory_end(left->data);
        tensor_residence(tensor)->data = NULL;
    }
    checker_forbid(tensor, description_bytes(facts.device));
    return left->device != NULL;
}

void tensor_block_end(tl_tensor *tensor, struct residence *left)
{
    own_remove(tensor);
    const bool open = checker_may_use(tensor);
    const tl_tensor facts = facts_of(tensor);
    const size_t bytes = block_bytes(facts.device, facts.bytes);
    copy_residence(left, tensor, &facts);
    nvtx_memory_end(left->device != NULL ? left->data : tensor + 1);
    if (!checker.memcheck) {
        checker_allow(tensor, bytes);
        free(tensor);
        return;
    }
    if (open)
        checker_block_free(anchor(), tensor, bytes);
    else
        checker_forbid(tensor, description_bytes(facts.device));
    arena_give(tensor, bytes);
}
