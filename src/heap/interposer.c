/* SPDX-License-Identifier: MIT */
/*
 * libtlscope-heap.so, for LD_PRELOAD: a malloc that remembers every live block, so that the runtime knows for
 * certain what is one, and tells the tracer of them. The work is the next malloc's.
 */
#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "heap/blocks.h"
#include "heap/places.h"
#include "heap/tell.h"
#include "heap/watch.h"
#include "tracepoints/values.h"

#define EXPORT __attribute__((visibility("default")))

enum { EARLY_BYTES = 1 << 16, AROUND = 1 << 20, ALIGNMENT = 16 };

/* Where the program called from. */
#define CALLER places_number(__builtin_extract_return_addr(__builtin_return_address(0)))

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

static void forked(void)
{
    tell_forked();
    blocks_unlock_all();
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
    pthread_atfork(blocks_lock_all, blocks_unlock_all, forked);
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

static bool find(const void *address, size_t *bytes, unsigned long *serial)
{
    struct live_block found;
    const bool known = blocks_find(address, &found);
    *bytes = found.bytes;
    *serial = found.serial;
    return known;
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
const struct heap_watch tlscope_heap_watch = {
    .format = TL_TRACE_FORMAT,
    .find = find,
    .find_around = find_around,
    .trace = tell_begin,
    .hush = tell_hush,
    .end = tell_end,
    .mapped = blocks_mapped,
};

static void *allocated(void *block, size_t bytes, uint32_t place)
{
    blocks_add(block, bytes, place, 0);
    tell_alloc(block, bytes, place);
    return block;
}

static void *allocate(size_t bytes, uint32_t place)
{
    return ready() ? allocated(next.malloc(bytes), bytes, place) : early_block(bytes);
}

EXPORT void *malloc(size_t bytes)
{
    return allocate(bytes, CALLER);
}

EXPORT void *calloc(size_t count, size_t bytes)
{
    if (!ready())
        return bytes != 0 && count > SIZE_MAX / bytes ? NULL : early_block(count * bytes);
    return allocated(next.calloc(count, bytes), count * bytes, CALLER);
}

EXPORT void free(void *block)
{
    struct live_block was;
    if (block == NULL || is_early(block) || !ready())
        return;
    if (blocks_remove(block, &was))
        tell_free(block, was.place, CALLER);
    next.free(block);
}

static void *move_early(void *block, size_t bytes, uint32_t place)
{
    void *moved = allocate(bytes, place);
    const size_t readable = (size_t)(early + EARLY_BYTES - (unsigned char *)block);
    if (moved != NULL)
        memcpy(moved, block, bytes < readable ? bytes : readable);
    return moved;
}

static void *resize(void *block, size_t bytes, uint32_t place)
{
    struct live_block was;
    if (block == NULL)
        return allocate(bytes, place);
    if (is_early(block))
        return move_early(block, bytes, place);
    /* Before: the next malloc may give its address to another thread at once. */
    const bool known = blocks_remove(block, &was);
    if (known)
        tell_resizing(block, was.place, place);
    void *moved = next.realloc(block, bytes);
    const bool failed = moved == NULL && bytes != 0 && known;
    if (moved != NULL)
        blocks_add(moved, bytes, place, moved == block ? was.serial : 0);
    else if (failed)
        blocks_add(block, was.bytes, was.place, was.serial);
    if (failed)
        tell_resized(block, block, was.bytes, was.place);
    else
        tell_resized(moved, block, bytes, place);
    return moved;
}

EXPORT void *realloc(void *block, size_t bytes)
{
    return resize(block, bytes, CALLER);
}

static void *allocate_aligned(size_t alignment, size_t bytes, uint32_t place)
{
    return ready() ? allocated(next.aligned_alloc(alignment, bytes), bytes, place) : NULL;
}

EXPORT void *aligned_alloc(size_t alignment, size_t bytes)
{
    return allocate_aligned(alignment, bytes, CALLER);
}

EXPORT void *memalign(size_t alignment, size_t bytes)
{
    return allocate_aligned(alignment, bytes, CALLER);
}

EXPORT int posix_memalign(void **block, size_t alignment, size_t bytes)
{
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
        return EINVAL;
    const int saved = errno;
    void *made = allocate_aligned(alignment, bytes, CALLER);
    errno = saved;
    if (made == NULL)
        return ENOMEM;
    *block = made;
    return 0;
}

EXPORT void *valloc(size_t bytes)
{
    return allocate_aligned((size_t)sysconf(_SC_PAGESIZE), bytes, CALLER);
}

EXPORT void *pvalloc(size_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return bytes > SIZE_MAX - page ? NULL : allocate_aligned(page, (bytes + page - 1) / page * page, CALLER);
}

EXPORT void *reallocarray(void *block, size_t count, size_t bytes)
{
    if (bytes != 0 && count > SIZE_MAX / bytes) {
        errno = ENOMEM;
        return NULL;
    }
    return resize(block, count * bytes,
                  CALLER); /* NOLINT(clang-analyzer-optin.portability.UnixAPI): 0 is passed through */
}

EXPORT size_t malloc_usable_size(void *block)
{
    if (block == NULL || !ready())
        return 0;
    return is_early(block) ? (size_t)(early + EARLY_BYTES - (unsigned char *)block) : next.usable_size(block);
}
