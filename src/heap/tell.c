/* SPDX-License-Identifier: MIT */
#include "heap/tell.h"

#include <errno.h>
#include <stdatomic.h>

#include "heap/blocks.h"
#include "heap/places.h"
#include "heap/reach.h"
#include "runtime/module.h"
#include "tracepoints/heap_events.h"

static _Atomic(const struct tl_heap_tracer *) tracer;
static atomic_ulong events; /* emitted since tell_begin */

/* What LTTng allocates while it takes an event has none. Never in memory that must first be allocated. */
static __thread __attribute__((tls_model("initial-exec"))) bool busy;

static bool is_told(const struct tl_heap_tracer *to, enum tl_heap_id event)
{
    return to != NULL && !busy && *to->enabled[event] != 0;
}

/* emit(alloc, .pointer = …): one event of heap.def. */
#define emit(to, name, ...)                                                                                            \
    do {                                                                                                               \
        atomic_fetch_add_explicit(&events, 1, memory_order_relaxed);                                                   \
        (to)->name(&(struct tl_heap_##name){__VA_ARGS__});                                                             \
    } while (0)

/* Apart, for the sake of small stacks: most calls tell of no new place. */
static __attribute__((noinline)) void tell_place(const struct tl_heap_tracer *to, uint32_t place)
{
    struct place found;
    const uint64_t address = places_address(place);
    module_find((const void *)(uintptr_t)address, &found);
    emit(to, place, .place = place, .address = address, .offset = found.offset, .base = found.base,
         .module = found.module, .build_id = found.build_id);
}

static void name_place(const struct tl_heap_tracer *to, uint32_t place)
{
    if (places_tell_now(place))
        tell_place(to, place);
}

/* The tracer, where it wants an event on a block that was allocated at `allocated`; `place` is then named, and the
 * thread busy until give_back. NULL: nothing is to be told. */
static const struct tl_heap_tracer *take(enum tl_heap_id event, uint32_t allocated, uint32_t place)
{
    const struct tl_heap_tracer *to = atomic_load_explicit(&tracer, memory_order_acquire);
    if (!is_told(to, event) || places_is_recorder(allocated))
        return NULL;
    busy = true;
    name_place(to, place);
    return to;
}

static void give_back(int saved_errno)
{
    busy = false;
    errno = saved_errno;
}

void tell_alloc(const void *block, size_t bytes, uint32_t place)
{
    const int saved = errno;
    const struct tl_heap_tracer *to = block != NULL ? take(TL_HEAP_alloc, place, place) : NULL;
    if (to == NULL)
        return;
    emit(to, alloc, .pointer = (uint64_t)(uintptr_t)block, .bytes = bytes, .place = place);
    give_back(saved);
}

void tell_free(const void *block, uint32_t allocated, uint32_t place)
{
    const int saved = errno;
    const struct tl_heap_tracer *to = take(TL_HEAP_free, allocated, place);
    if (to == NULL)
        return;
    emit(to, free, .pointer = (uint64_t)(uintptr_t)block, .place = place);
    give_back(saved);
}

void tell_resizing(const void *block, uint32_t allocated, uint32_t place)
{
    const int saved = errno;
    const struct tl_heap_tracer *to = take(TL_HEAP_resizing, allocated, place);
    if (to == NULL)
        return;
    emit(to, resizing, .pointer = (uint64_t)(uintptr_t)block, .place = place);
    give_back(saved);
}

void tell_resized(const void *block, const void *old, size_t bytes, uint32_t place)
{
    const int saved = errno;
    const struct tl_heap_tracer *to = take(TL_HEAP_resized, place, place);
    if (to == NULL)
        return;
    emit(to, resized, .pointer = (uint64_t)(uintptr_t)block, .old = (uint64_t)(uintptr_t)old, .bytes = bytes,
         .place = place);
    give_back(saved);
}

static void tell_present(const struct tl_heap_tracer *to, const struct live_block *block)
{
    if (places_is_recorder(block->place))
        return;
    name_place(to, block->place);
    emit(to, present, .pointer = (uint64_t)(uintptr_t)block_address(block), .bytes = block->bytes,
         .place = block->place);
}

static size_t sum(const struct live_block *blocks, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += blocks[i].bytes;
    return bytes;
}

void tell_begin(const struct tl_heap_tracer *to)
{
    size_t count = 0;
    if (!is_told(to, TL_HEAP_start))
        return;
    busy = true;
    places_forget_told();
    atomic_store(&events, 0);
    struct live_block *blocks = blocks_copy(&count);
    emit(to, start, .blocks = count, .bytes = sum(blocks, count));
    for (size_t i = 0; i < count; i++)
        tell_present(to, &blocks[i]);
    blocks_copy_free(blocks, count);
    atomic_store_explicit(&tracer, to, memory_order_release);
    busy = false;
}

static void tell_unreachable(const struct live_block *block, bool indirect)
{
    const struct tl_heap_tracer *to = atomic_load_explicit(&tracer, memory_order_acquire);
    if (places_is_recorder(block->place))
        return;
    name_place(to, block->place);
    emit(to, unreachable, .pointer = (uint64_t)(uintptr_t)block_address(block), .bytes = block->bytes,
         .place = block->place, .indirect = indirect);
}

void tell_end(heap_each_held each_held)
{
    const struct tl_heap_tracer *to = atomic_load_explicit(&tracer, memory_order_acquire);
    size_t count = 0;
    if (!is_told(to, TL_HEAP_end))
        return;
    busy = true;
    struct live_block *blocks = blocks_copy(&count);
    const size_t bytes = sum(blocks, count);
    const bool searched = reach_search(blocks, count, each_held, tell_unreachable);
    const uint64_t emitted = atomic_load(&events) + 1; /* with this one */
    emit(to, end, .events = emitted, .blocks = count, .bytes = bytes, .searched = searched);
    blocks_copy_free(blocks, count);
    atomic_store_explicit(&tracer, NULL, memory_order_release);
    busy = false;
}

void tell_hush(bool quiet)
{
    busy = quiet;
}

void tell_forked(void)
{
    atomic_store_explicit(&tracer, NULL, memory_order_release);
}
