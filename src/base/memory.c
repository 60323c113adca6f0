/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096 };

/* Present in processes that run under LeakSanitizer, which looks for references nowhere else in mapped memory. The
 * tables show it only what is no leak. */
extern void __lsan_register_root_region(const void *memory, size_t bytes) __attribute__((weak));
extern void __lsan_unregister_root_region(const void *memory, size_t bytes) __attribute__((weak));

static atomic_size_t mapped;

static size_t whole_pages(size_t bytes)
{
    return (bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
}

static void tell_leak_sanitizer(const void *old, size_t old_bytes, const void *memory, size_t bytes)
{
    if (old_bytes != 0)
        __lsan_unregister_root_region(old, old_bytes);
    if (bytes != 0)
        __lsan_register_root_region(memory, bytes);
}

void *memory_resize(void *old, size_t old_bytes, size_t new_bytes)
{
    const size_t old_pages = whole_pages(old_bytes);
    const size_t new_pages = whole_pages(new_bytes);
    if (new_bytes > SIZE_MAX - PAGE_BYTES)
        return NULL;
    if (old_pages == new_pages && new_pages != 0)
        return old;
    void *memory = new_pages == 0   ? NULL
                   : old_pages == 0 ? mmap(NULL, new_pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                    : mremap(old, old_pages, new_pages, MREMAP_MAYMOVE);
    if (memory == MAP_FAILED)
        return NULL;
    if (&__lsan_register_root_region != NULL)
        tell_leak_sanitizer(old, old_pages, memory, new_pages);
    if (new_pages == 0 && old_pages != 0)
        munmap(old, old_pages);
    atomic_fetch_add_explicit(&mapped, new_pages - old_pages, memory_order_relaxed);
    return memory;
}

size_t memory_mapped(void)
{
    return atomic_load_explicit(&mapped, memory_order_relaxed);
}
