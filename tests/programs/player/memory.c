/* SPDX-License-Identifier: MIT */
#include "memory.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <tl/pool.h>
#include <tl/tensor.h>

enum { UNREADABLE_BYTES = 1 << 16, UNREADABLE_STEP = 16, FIRST_HELD = 64 };

static int compare_addresses(const void *left, const void *right)
{
    return (left > right) - (left < right);
}

static void keep_address(void *address)
{
    (void)address;
}

static bool is_seen(struct memory *memory, const void *address)
{
    return tfind(address, &memory->seen, compare_addresses) != NULL;
}

static bool hold(struct held *held, void *pointer)
{
    if (held->count == held->room) {
        size_t room = held->room == 0 ? FIRST_HELD : held->room * 2;
        void **grown = realloc(held->pointers, room * sizeof(*grown));
        if (grown == NULL)
            return false;
        held->pointers = grown;
        held->room = room;
    }
    held->pointers[held->count++] = pointer;
    return true;
}

static bool give(struct memory *memory, uint32_t object, void *address)
{
    memory->places[object] = address;
    return tsearch(address, &memory->seen, compare_addresses) != NULL;
}

bool memory_init(struct memory *memory, uint32_t objects)
{
    *memory = (struct memory){.objects = objects};
    memory->places = calloc((size_t)objects + 1, sizeof(*memory->places));
    void *region = mmap(NULL, UNREADABLE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    memory->unreadable = region == MAP_FAILED ? NULL : region;
    return memory->places != NULL && memory->unreadable != NULL;
}

void memory_forget_places(struct memory *memory)
{
    memset(memory->places, 0, ((size_t)memory->objects + 1) * sizeof(*memory->places));
    memory->unreadable_used = 0;
}

void *memory_new_block(struct memory *memory, uint32_t object, size_t bytes)
{
    void *block = malloc(bytes);
    while (block != NULL && is_seen(memory, block)) {
        if (!hold(&memory->blocks, block))
            break;
        block = malloc(bytes);
    }
    return block != NULL && give(memory, object, block) ? block : NULL;
}

tl_tensor *memory_new_tensor(struct memory *memory, uint32_t object, size_t elements, bool *pooled)
{
    size_t before = tlscope_pool_total_count(tlscope_pool_global());
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CPU);
    *pooled = tlscope_pool_total_count(tlscope_pool_global()) != before;
    while (!*pooled && tensor != NULL && is_seen(memory, tensor)) {
        if (!hold(&memory->tensors, tensor))
            return NULL;
        tensor = tlscope_tensor_new(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CPU);
    }
    return tensor != NULL && give(memory, object, tensor) ? tensor : NULL;
}

void *memory_place(struct memory *memory, uint32_t object)
{
    if (memory->places[object] == NULL && memory->unreadable_used + UNREADABLE_STEP <= UNREADABLE_BYTES) {
        memory->places[object] = memory->unreadable + memory->unreadable_used;
        memory->unreadable_used += UNREADABLE_STEP;
    }
    return memory->places[object];
}

bool memory_destroy_later(struct memory *memory, uint32_t object)
{
    return hold(&memory->tensors, memory->places[object]);
}

void memory_end(struct memory *memory)
{
    for (size_t i = 0; i < memory->blocks.count; i++)
        free(memory->blocks.pointers[i]);
    for (size_t i = 0; i < memory->tensors.count; i++)
        tlscope_tensor_free(tlscope_manager_global(), memory->tensors.pointers[i]);
    free(memory->blocks.pointers);
    free(memory->tensors.pointers);
    tdestroy(memory->seen, keep_address);
    free(memory->places);
    if (memory->unreadable != NULL)
        (void)munmap(memory->unreadable, UNREADABLE_BYTES);
}
