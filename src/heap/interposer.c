/* SPDX-License-Identifier: MIT */
/*
 * libtlscope-heap.so, for LD_PRELOAD: a malloc that remembers every live block, so that the runtime knows for
 * certain what is one. The work is the next malloc's; the table's memory comes from mmap.
 */
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "heap/watch.h"

#define EXPORT __attribute__((visibility("default")))

enum { SHARDS = 64, LEAST_SLOTS = 512, EARLY_BYTES = 1 << 16, AROUND = 1 << 20, ALIGNMENT = 16 };

struct live_block {
    uintptr_t address; /* 0: free slot */
    size_t bytes;
    unsigned long serial;
};

/* Open addressing; the slots of a shard grow and never shrink. */
static struct shard {
    pthread_mutex_t lock;
    struct live_block *slots;
    size_t capacity, count;
} shards[SHARDS] = {[0 ... SHARDS - 1] = {.lock = PTHREAD_MUTEX_INITIALIZER}};

static atomic_ulong last_serial;

static struct {
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void (*free)(void *);
    void *(*aligned_alloc)(size_t, size_t);
    size_t (*usable_size)(void *);
} next;

/* dlsym itself may allocate before `next` is known: such blocks come from here and are never given back. */
static _Alignas(ALIGNMENT) unsigned char early[EARLY_BYTES];
static atomic_size_t early_used;
static __thread bool resolving;

static bool is_early(const void *address)
{
    return (const unsigned char *)address >= early && (const unsigned char *)address < early + EARLY_BYTES;
}

static void *early_block(size_t bytes)
{
    const size_t rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    const size_t place = atomic_fetch_add(&early_used, rounded);
    return rounded >= bytes && rounded <= EARLY_BYTES && place <= EARLY_BYTES - rounded ? early + place : NULL;
}

static void lock_all(void)
{
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_lock(&shards[i].lock);
}

static void unlock_all(void)
{
    for (size_t i = 0; i < SHARDS; i++)
        pthread_mutex_unlock(&shards[i].lock);
}

/* Registered at the first allocation, before the runtime's: at fork the runtime's lock is then taken before these. */
static void resolve(void)
{
    resolving = true;
    next.calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    next.realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    next.free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
    next.aligned_alloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "aligned_alloc");
    next.usable_size = (size_t(*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size");
    pthread_atfork(lock_all, unlock_all, unlock_all);
    next.malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    resolving = false;
}

/* False while this thread is in resolve. */
static bool ready(void)
{
    if (next.malloc == NULL && !resolving)
        resolve();
    return next.malloc != NULL;
}

static size_t hash_of(uintptr_t address)
{
    return (size_t)((address * UINT64_C(0x9E3779B97F4A7C15)) >> 20);
}

static struct shard *shard_of(uintptr_t address)
{
    return &shards[hash_of(address) % SHARDS];
}

static size_t slot_of(const struct shard *shard, uintptr_t address)
{
    size_t slot = hash_of(address) / SHARDS & (shard->capacity - 1);
    while (shard->slots[slot].address != 0 && shard->slots[slot].address != address)
        slot = (slot + 1) & (shard->capacity - 1);
    return slot;
}

static bool shard_grow(struct shard *shard)
{
    const struct shard old = *shard;
    const size_t capacity = old.capacity == 0 ? LEAST_SLOTS : old.capacity * 2;
    void *slots =
        mmap(NULL, capacity * sizeof(struct live_block), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (slots == MAP_FAILED)
        return false;
    shard->slots = slots;
    shard->capacity = capacity;
    for (size_t i = 0; i < old.capacity; i++) {
        if (old.slots[i].address != 0)
            shard->slots[slot_of(shard, old.slots[i].address)] = old.slots[i];
    }
    if (old.slots != NULL)
        munmap(old.slots, old.capacity * sizeof(struct live_block));
    return true;
}

/* `serial` 0: a new block. */
static void remember_as(void *block, size_t bytes, unsigned long serial)
{
    const uintptr_t address = (uintptr_t)block;
    if (block == NULL)
        return;
    struct shard *shard = shard_of(address);
    pthread_mutex_lock(&shard->lock);
    if (shard->count < shard->capacity / 2 || shard_grow(shard)) {
        const size_t slot = slot_of(shard, address);
        shard->count += shard->slots[slot].address == 0;
        shard->slots[slot] =
            (struct live_block){address, bytes, serial != 0 ? serial : atomic_fetch_add(&last_serial, 1) + 1};
    }
    pthread_mutex_unlock(&shard->lock);
}

static void remember(void *block, size_t bytes)
{
    remember_as(block, bytes, 0);
}

static void close_gap(struct shard *shard, size_t gap)
{
    const size_t mask = shard->capacity - 1;
    for (size_t slot = (gap + 1) & mask; shard->slots[slot].address != 0; slot = (slot + 1) & mask) {
        const size_t wanted = hash_of(shard->slots[slot].address) / SHARDS & mask;
        if (((slot - wanted) & mask) < ((slot - gap) & mask))
            continue;
        shard->slots[gap] = shard->slots[slot];
        gap = slot;
    }
    shard->slots[gap].address = 0;
}

static void forget(void *block)
{
    struct shard *shard = shard_of((uintptr_t)block);
    pthread_mutex_lock(&shard->lock);
    if (shard->capacity != 0) {
        const size_t slot = slot_of(shard, (uintptr_t)block);
        if (shard->slots[slot].address != 0) {
            close_gap(shard, slot);
            shard->count--;
        }
    }
    pthread_mutex_unlock(&shard->lock);
}

static bool find(const void *address, size_t *bytes, unsigned long *serial)
{
    struct shard *shard = shard_of((uintptr_t)address);
    pthread_mutex_lock(&shard->lock);
    struct live_block found = {0};
    if (shard->capacity != 0)
        found = shard->slots[slot_of(shard, (uintptr_t)address)];
    pthread_mutex_unlock(&shard->lock);
    *bytes = found.bytes;
    *serial = found.serial;
    return found.address != 0;
}

static bool find_around(const void *address, const void **start, size_t *bytes)
{
    const uintptr_t inside = (uintptr_t)address;
    unsigned long serial;
    for (uintptr_t place = inside & ~(uintptr_t)(ALIGNMENT - 1); inside - place < AROUND && place != 0;
         place -= ALIGNMENT) {
        *start = (const void *)place;
        if (find(*start, bytes, &serial))
            return inside - place < *bytes;
    }
    return false;
}

EXPORT extern const struct heap_watch tlscope_heap_watch;
const struct heap_watch tlscope_heap_watch = {find, find_around};

EXPORT void *malloc(size_t bytes)
{
    if (!ready())
        return early_block(bytes);
    void *block = next.malloc(bytes);
    remember(block, bytes);
    return block;
}

EXPORT void *calloc(size_t count, size_t bytes)
{
    if (!ready())
        return bytes != 0 && count > SIZE_MAX / bytes ? NULL : early_block(count * bytes);
    void *block = next.calloc(count, bytes);
    remember(block, count * bytes);
    return block;
}

EXPORT void free(void *block)
{
    if (block == NULL || is_early(block) || !ready())
        return;
    forget(block);
    next.free(block);
}

EXPORT void *realloc(void *block, size_t bytes)
{
    if (block == NULL)
        return malloc(bytes);
    if (is_early(block)) {
        void *moved = malloc(bytes);
        const size_t readable = (size_t)(early + EARLY_BYTES - (unsigned char *)block);
        if (moved != NULL)
            memcpy(moved, block, bytes < readable ? bytes : readable);
        return moved;
    }
    size_t old_bytes = 0;
    unsigned long serial = 0;
    const bool known = find(block, &old_bytes, &serial);
    forget(block); /* before: the next malloc may give its address to another thread at once */
    void *moved = next.realloc(block, bytes);
    if (moved != NULL)
        remember_as(moved, bytes, moved == block ? serial : 0);
    else if (bytes != 0 && known)
        remember_as(block, old_bytes, serial);
    return moved;
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes)
{
    if (!ready())
        return NULL;
    void *block = next.aligned_alloc(alignment, bytes);
    remember(block, bytes);
    return block;
}

EXPORT void *memalign(size_t alignment, size_t bytes)
{
    return aligned_alloc(alignment, bytes);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t bytes)
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    const int saved = errno;
    void *made = aligned_alloc(alignment, bytes);
    errno = saved;
    if (made == NULL)
        return ENOMEM;
    *block = made;
    return 0;
}

EXPORT void *valloc(size_t bytes)
{
    return aligned_alloc((size_t)sysconf(_SC_PAGESIZE), bytes);
}

EXPORT void *pvalloc(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return bytes > SIZE_MAX - page ? NULL : aligned_alloc(page, (bytes + page - 1) / page * page);
}

EXPORT void *reallocarray(void *block, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / bytes) {
        errno = ENOMEM;
        return NULL;
    }
    return realloc(block, count * bytes); /* NOLINT(clang-analyzer-optin.portability.UnixAPI): 0 is passed through */
}

EXPORT size_t malloc_usable_size(void *block)
{
    if (block == NULL || !ready())
        return 0;
    return is_early(block) ? (size_t)(early + EARLY_BYTES - (unsigned char *)block) : next.usable_size(block);
}
