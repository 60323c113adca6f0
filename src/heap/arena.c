/* SPDX-License-Identifier: MIT */
#include "heap/arena.h"

#include <stdint.h>

#include "base/array.h"
#include "base/memory.h"
#include "hook/checker.h"

/* Places are of sizes that are powers of two; those of the largest classes are mapped, and unmapped, one by one. */
enum { GAP = 64, LEAST_BITS = 8, REGION_BITS = 22, CLASSES = 48 };

struct place {
    uintptr_t hidden; /* ~address */
    uint8_t class;    /* log2 of its size */
};

static struct {
    struct array resting; /* of struct place: given back, oldest first from `rested` on */
    uint32_t rested;      /* those before it may be handed out again */
    size_t resting_bytes;
    struct array free[CLASSES]; /* of struct place */
    uintptr_t region, region_end;
} arena;

static uint8_t class_of(size_t bytes)
{
    uint8_t class = LEAST_BITS;
    while (class < CLASSES && (size_t)1 << class < bytes + (size_t)2 * GAP)
        class ++;
    return class;
}

static uintptr_t map(size_t bytes)
{
    void *memory = memory_resize(NULL, 0, bytes);
    if (memory != NULL)
        checker_forbid(memory, bytes);
    return (uintptr_t)memory;
}

/* A place never used before; 0 when memory is out. What a region has left is given up. */
static uintptr_t cut(uint8_t class)
{
    const size_t bytes = (size_t)1 << class;
    if (class >= REGION_BITS)
        return map(bytes);
    if (arena.region_end - arena.region < bytes) {
        arena.region = map((size_t)1 << REGION_BITS);
        arena.region_end = arena.region != 0 ? arena.region + ((size_t)1 << REGION_BITS) : 0;
    }
    const uintptr_t place = arena.region;
    arena.region += place != 0 ? bytes : 0;
    return place;
}

void *arena_take(size_t bytes)
{
    if (bytes > (size_t)1 << (CLASSES - 2))
        return NULL;
    const uint8_t class = class_of(bytes);
    struct array *free = &arena.free[class];
    const uintptr_t place = free->count != 0 ? ~((struct place *)free->items)[--free->count].hidden : cut(class);
    return place != 0 ? (void *)(place + GAP) : NULL;
}

/* It may be handed out again; without memory to note that, its addresses are lost. */
static void reuse(struct place place)
{
    struct array *free = &arena.free[place.class];
    if (place.class >= REGION_BITS)
        memory_resize((void *)~place.hidden, (size_t)1 << place.class, 0);
    else if (array_reserve(free, 1, sizeof place))
        ((struct place *)free->items)[free->count++] = place;
}

/* Moves those still resting to the front when they are the smaller part. */
static void drop_rested(void)
{
    struct place *places = arena.resting.items;
    if (arena.rested < arena.resting.count / 2)
        return;
    arena.resting.count -= arena.rested;
    for (uint32_t i = 0; i < arena.resting.count; i++)
        places[i] = places[arena.rested + i];
    arena.rested = 0;
}

void arena_give(void *block, size_t bytes)
{
    const struct place given = {.hidden = ~((uintptr_t)block - GAP), .class = class_of(bytes)};
    while (arena.rested < arena.resting.count && arena.resting_bytes > ARENA_REST) {
        const struct place oldest = ((struct place *)arena.resting.items)[arena.rested++];
        arena.resting_bytes -= (size_t)1 << oldest.class;
        reuse(oldest);
    }
    drop_rested();
    if (!array_reserve(&arena.resting, 1, sizeof given))
        return;
    ((struct place *)arena.resting.items)[arena.resting.count++] = given;
    arena.resting_bytes += (size_t)1 << given.class;
}
