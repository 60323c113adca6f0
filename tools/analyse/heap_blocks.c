/* SPDX-License-Identifier: MIT */
#include "heap_blocks.h"

#include <stdlib.h>

#include "memory.h"

enum { SIZE_MIN = 64 };

static size_t home_of(const struct heap_blocks *blocks, uint64_t pointer)
{
    return (size_t)((pointer * UINT64_C(0x9E3779B97F4A7C15)) >> 24) & (blocks->size - 1);
}

/* The slot of the pointer, or the free one where it belongs. */
static size_t slot_of(const struct heap_blocks *blocks, uint64_t pointer)
{
    size_t slot = home_of(blocks, pointer);
    while (blocks->slots[slot].pointer != 0 && blocks->slots[slot].pointer != pointer) {
        slot = (slot + 1) & (blocks->size - 1);
    }
    return slot;
}

struct heap_block *heap_blocks_find(const struct heap_blocks *blocks, uint64_t pointer)
{
    struct heap_block *block = blocks->size == 0 ? NULL : &blocks->slots[slot_of(blocks, pointer)];
    return block && block->pointer != 0 ? block : NULL;
}

static void resize(struct heap_blocks *blocks, size_t size)
{
    struct heap_blocks other = {memory_new(size * sizeof(*blocks->slots)), size, blocks->count};
    for (size_t i = 0; i < blocks->size; i++) {
        if (blocks->slots[i].pointer != 0) {
            other.slots[slot_of(&other, blocks->slots[i].pointer)] = blocks->slots[i];
        }
    }
    free(blocks->slots);
    *blocks = other;
}

void heap_blocks_put(struct heap_blocks *blocks, struct heap_block block)
{
    if ((blocks->count + 1) * 2 > blocks->size) {
        resize(blocks, blocks->size ? blocks->size * 2 : SIZE_MIN);
    }
    struct heap_block *slot = &blocks->slots[slot_of(blocks, block.pointer)];
    blocks->count += slot->pointer == 0;
    *slot = block;
}

static void close_gap(struct heap_blocks *blocks, size_t hole)
{
    const size_t mask = blocks->size - 1;
    for (size_t next = (hole + 1) & mask; blocks->slots[next].pointer != 0; next = (next + 1) & mask) {
        const size_t home = home_of(blocks, blocks->slots[next].pointer);
        /* What may not be found any more behind the hole moves into it. */
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            blocks->slots[hole] = blocks->slots[next];
            hole = next;
        }
    }
    blocks->slots[hole].pointer = 0;
}

bool heap_blocks_take(struct heap_blocks *blocks, uint64_t pointer, struct heap_block *taken)
{
    struct heap_block *block = heap_blocks_find(blocks, pointer);
    if (!block) {
        return false;
    }
    *taken = *block;
    close_gap(blocks, (size_t)(block - blocks->slots));
    if (--blocks->count * 8 < blocks->size && blocks->size > SIZE_MIN) {
        resize(blocks, blocks->size / 2);
    }
    return true;
}

void heap_blocks_free(struct heap_blocks *blocks)
{
    free(blocks->slots);
    *blocks = (struct heap_blocks){0};
}
