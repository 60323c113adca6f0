/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <stdint.h>
#include <sys/mman.h>

enum { PAGE_BYTES = 4096 };

static size_t whole_pages(size_t bytes)
{
    return (bytes + PAGE_BYTES - 1) & ~(size_t)(PAGE_BYTES - 1);
}

void *memory_resize(void *old, size_t old_bytes, size_t new_bytes)
{
    const size_t old_pages = whole_pages(old_bytes);
    const size_t new_pages = whole_pages(new_bytes);
    if (new_bytes > SIZE_MAX - PAGE_BYTES)
        return NULL;
    if (new_pages == 0) {
        if (old_pages != 0)
            munmap(old, old_pages);
        return NULL;
    }
    if (old_pages == new_pages)
        return old;
    void *memory = old_pages == 0 ? mmap(NULL, new_pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                                  : mremap(old, old_pages, new_pages, MREMAP_MAYMOVE);
    return memory == MAP_FAILED ? NULL : memory;
}
