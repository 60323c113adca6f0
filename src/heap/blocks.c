/* SPDX-License-Identifier: MIT */
#include "heap/blocks.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

enum { SHARDS = 64, LEAST_SLOTS = 512 };

/* Open addressing; the slots of a shard grow and never shrink. */
static struct shard {
    pthread_mutex_t lock;
    struct live_block *slots;
    size_t capacity, count;
} shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static atomic_ulong last_serial;
static atomic_size_t mapped;

static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

static uintptr_t disguise(const void *address)
{
    return (uintptr_t)address ^ BLOCKS_DISGUISE;
}

static size_t hash_of(uintptr_t disguised)
{
    return (size_t)((disguised * UINT64_C(0x9E3779B97F4A7C15)) >> 20);
}

static struct shard *shard_of(uintptr_t disguised)
{
    return &shards[hash_of(disguised) % SHARDS];
}

static size_t slot_of(const struct shard *shard, uintptr_t disguised)
{
    size_t slot = hash_of(disguised) / SHARDS & (shard->capacity - 1);
    while (shard->slots[slot].disguised != 0 && shard->slots[slot].disguised != disguised)
        slot = (slot + 1) & (shard->capacity - 1);
    return slot;
}

static bool shard_grow(struct shard *shard)
{
    const struct shard old = *shard;
    const size_t capacity = old.capacity == 0 ? LEAST_SLOTS : old.capacity * 2;
    void *slots = map(capacity * sizeof(struct live_block));
    if (slots == NULL)
        return false;
    shard->slots = slots;
    shard->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].disguised != 0)
            shard->slots[slot_of(shard, old.slots[i].disguised)] = old.slots[i];
    }
    if (old.slots != NULL)
        munmap(old.slots, old.capacity * sizeof(struct live_block));
    atomic_fetch_add_explicit(&mapped, (capacity - old.capacity) * sizeof(struct live_block), memory_order_relaxed);
    return true;
}

size_t blocks_mapped(void)
{
    return atomic_load_explicit(&mapped, memory_order_relaxed);
}

void blocks_add(const void *address, size_t bytes, uint32_t place, unsigned long serial)
{
    const uintptr_t disguised = disguise(address);
    if (address == NULL)
        return;
    struct shard *shard = shard_of(disguised);
    pthread_mutex_lock(&shard->lock);
    if (shard->count < shard->capacity / 2 || shard_grow(shard)) {
        const size_t slot = slot_of(shard, disguised);
        shard->count += shard->slots[slot].disguised == 0;
        shard->slots[slot] =
            (struct live_block){disguised, bytes, serial != 0 ? serial : atomic_fetch_add(&last_serial, 1) + 1, place};
    }
    pthread_mutex_unlock(&shard->lock);
}

static void close_gap(struct shard *shard, size_t gap)
{
    const size_t mask = shard->capacity - 1;
    for (size_t slot = (gap + 1) & mask; shard->slots[slot].disguised != 0; slot = (slot + 1) & mask) {
        const size_t wanted = hash_of(shard->slots[slot].disguised) / SHARDS & mask;
        if (((slot - wanted) & mask) < ((slot - gap) & mask))
            continue;
        shard->slots[gap] = shard->slots[slot];
        gap = slot;
    }
    shard->slots[gap].disguised = 0;
}

bool blocks_remove(const void *address, struct live_block *was)
{
    const uintptr_t disguised = disguise(address);
    struct shard *shard = shard_of(disguised);
    *was = (struct live_block){0};
    pthread_mutex_lock(&shard->lock);
    if (shard->capacity != 0) {
        const size_t slot = slot_of(shard, disguised);
        *was = shard->slots[slot];
        if (was->disguised != 0) {
            close_gap(shard, slot);
            shard->count--;
        }
    }
    pthread_mutex_unlock(&shard->lock);
    return was->disguised != 0;
}

bool blocks_find(const void *address, struct live_block *found)
{
    const uintptr_t disguised = disguise(address);
    struct shard *shard = shard_of(disguised);
    *found = (struct live_block){0};
    pthread_mutex_lock(&shard->lock);
    if (shard->capacity != 0)
        *found = shard->slots[slot_of(shard, disguised)];
    pthread_mutex_unlock(&shard->lock);
    return found->disguised != 0;
}

bool blocks_read(const void *address, size_t offset, void *to, size_t bytes)
{
    const uintptr_t disguised = disguise(address);
    struct shard *shard = shard_of(disguised);
    pthread_mutex_lock(&shard->lock);
    const struct live_block *found = shard->capacity != 0 ? &shard->slots[slot_of(shard, disguised)] : NULL;
    const bool readable =
        found != NULL && found->disguised != 0 && bytes <= found->bytes && offset <= found->bytes - bytes;
    if (readable)
        memcpy(to, (const char *)address + offset, bytes);
    pthread_mutex_unlock(&shard->lock);
    return readable;
}

static size_t count_all(void)
{
    size_t count = 0;
    for (size_t i = 0; i < SHARDS; i++)
        count += shards[i].count;
    return count;
}

static void copy_all(struct live_block *copy)
{
    for (size_t i = 0; i < SHARDS; i++) {
        for (size_t slot = 0; slot < shards[i].capacity; slot++) {
            if (shards[i].slots[slot].disguised != 0)
                *copy++ = shards[i].slots[slot];
        }
    }
}

struct live_block *blocks_copy(size_t *count)
{
    blocks_lock_all();
    *count = count_all();
    struct live_block *copy = *count != 0 ? map(*count * sizeof *copy) : NULL;
    if (copy != NULL)
        copy_all(copy);
    else
        *count = 0;
    blocks_unlock_all();
    return copy;
}

void blocks_copy_free(struct live_block *copy, size_t count)
{
    if (copy != NULL)
        munmap(copy, count * sizeof *copy);
}

void blocks_lock_all(void)
{
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_lock(&shards[i].lock);
}

void blocks_unlock_all(void)
{
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_unlock(&shards[i].lock);
}
