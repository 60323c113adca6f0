/* SPDX-License-Identifier: MIT */
#include "manager/quarantine.h"

#include "base/memory.h"

#include <string.h>

#include "manager/diagnose.h"
#include "manager/reclaim.h"

enum { POISON = 0xDB, FIRST_CAPACITY = 256 };

static bool grow(struct quarantine *quarantine)
{
    const uint32_t capacity = quarantine->capacity == 0 ? FIRST_CAPACITY : quarantine->capacity * 2;
    struct quarantined *ring = memory_resize(NULL, 0, capacity * sizeof *ring);
    if (ring == NULL)
        return false;
    for (uint32_t i = 0; i < quarantine->count; i++)
        ring[i] = quarantine->ring[(quarantine->first + i) % quarantine->capacity];
    memory_resize(quarantine->ring, quarantine->capacity * sizeof *ring, 0);
    quarantine->ring = ring;
    quarantine->capacity = capacity;
    quarantine->first = 0;
    return true;
}

/* Offset of the first byte that is no longer poison; `bytes` when all are. */
static uint64_t first_change(const unsigned char *block, uint64_t bytes)
{
    uint64_t offset = 0;
    while (offset < bytes && block[offset] == POISON)
        offset++;
    return offset;
}

/* Tells, once, of a block that was written to. It may also have been freed by somebody else and be another's by now:
 * it is neither poisoned again nor freed. */
static void check(struct call *call, struct quarantined *held)
{
    unsigned char *block = held->block;
    const struct object *object = object_at(&call->manager->objects, held->object);
    if (held->written)
        return;
    checker_allow(block, held->bytes);
    const uint64_t changed = first_change(block, held->bytes);
    checker_forbid(block, held->bytes);
    if (changed == held->bytes)
        return;
    held->written = true;
    diagnose(
        call,
        (struct misuse){
            .code = TL_DIAGNOSTIC_WRITE_AFTER_FREE, .pointer = block, .object = object, .other_site = object->site},
        "byte %llu of %llu was written, or the block freed again, after it was freed (seen only now)",
        (unsigned long long)changed, (unsigned long long)held->bytes);
}

static void let_go(struct call *call)
{
    struct quarantine *quarantine = &call->manager->quarantine;
    struct quarantined *oldest = &quarantine->ring[quarantine->first];
    check(call, oldest);
    quarantine->first = (quarantine->first + 1) % quarantine->capacity;
    quarantine->count--;
    quarantine->bytes -= oldest->bytes;
    object_at(&call->manager->objects, oldest->object)->state = OBJECT_DEAD;
    objects_remember(&call->manager->objects, oldest->object);
    checker_allow(oldest->block, oldest->bytes);
    if (!oldest->written)
        reclaim_free(call, oldest->block);
}

void quarantine_check(struct call *call)
{
    const struct quarantine *quarantine = &call->manager->quarantine;
    for (uint32_t i = 0; i < quarantine->count; i++)
        check(call, &quarantine->ring[(quarantine->first + i) % quarantine->capacity]);
}

void quarantine_empty(struct call *call)
{
    while (call->manager->quarantine.count != 0)
        let_go(call);
}

bool quarantine_hold(struct call *call, uint32_t object, void *block, uint64_t bytes)
{
    struct quarantine *quarantine = &call->manager->quarantine;
    if (bytes == 0 || bytes > runtime.options.quarantine ||
        (quarantine->count == quarantine->capacity && !grow(quarantine)))
        return false;
    while (quarantine->count != 0 && quarantine->bytes + bytes > runtime.options.quarantine)
        let_go(call);
    memset(block, POISON, bytes);
    checker_forbid(block, bytes);
    quarantine->ring[(quarantine->first + quarantine->count++) % quarantine->capacity] =
        (struct quarantined){.block = block, .bytes = bytes, .object = object};
    quarantine->bytes += bytes;
    return true;
}

void quarantine_free(struct quarantine *quarantine)
{
    memory_resize(quarantine->ring, quarantine->capacity * sizeof *quarantine->ring, 0);
    *quarantine = (struct quarantine){0};
}
