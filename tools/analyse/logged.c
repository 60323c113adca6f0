/* SPDX-License-Identifier: MIT */
#include "logged.h"

#include <stdlib.h>

#include "memory.h"

enum { SIZE_MIN = 64 };

static size_t home_of(const struct logged *logged, uint64_t pointer)
{
    return (size_t)(pointer * 0x9E3779B97F4A7C15u >> 20) & (logged->size - 1);
}

/* The slot of the pointer, or the free one where it belongs. */
static size_t slot_of(const struct logged *logged, uint64_t pointer)
{
    size_t slot = home_of(logged, pointer);
    while (logged->slots[slot].pointer != 0 && logged->slots[slot].pointer != pointer) {
        slot = (slot + 1) & (logged->size - 1);
    }
    return slot;
}

static void grow(struct logged *logged)
{
    const struct logged old = *logged;
    logged->size = old.size ? old.size * 2 : SIZE_MIN;
    logged->slots = memory_new(logged->size * sizeof(*logged->slots));
    for (size_t i = 0; i < old.size; i++) {
        if (old.slots[i].pointer != 0) {
            logged->slots[slot_of(logged, old.slots[i].pointer)] = old.slots[i];
        }
    }
    free(old.slots);
}

void logged_put(struct logged *logged, uint64_t pointer, struct logged_block block)
{
    if (pointer == 0) {
        return;
    }
    if ((logged->count + 1) * 2 > logged->size) {
        grow(logged);
    }
    struct logged_block *slot = &logged->slots[slot_of(logged, pointer)];
    logged->count += slot->pointer == 0;
    block.pointer = pointer;
    *slot = block;
}

bool logged_take(struct logged *logged, uint64_t pointer, struct logged_block *block)
{
    if (logged->count == 0 || pointer == 0) {
        return false;
    }
    size_t hole = slot_of(logged, pointer);
    if (logged->slots[hole].pointer == 0) {
        return false;
    }
    const size_t mask = logged->size - 1;
    *block = logged->slots[hole];
    for (size_t next = (hole + 1) & mask; logged->slots[next].pointer != 0; next = (next + 1) & mask) {
        const size_t home = home_of(logged, logged->slots[next].pointer);
        /* What may not be found any more behind the hole moves into it. */
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            logged->slots[hole] = logged->slots[next];
            hole = next;
        }
    }
    logged->slots[hole].pointer = 0;
    logged->count--;
    return true;
}

void logged_free(struct logged *logged)
{
    free(logged->slots);
    *logged = (struct logged){0};
}
