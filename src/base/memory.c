/* SPDX-License-Identifier: MIT */
#include "base/memory.h"

#include <sys/mman.h>

enum { PAGE_BYTES = 4096, ARRAY_LEAST = 64 };

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
    void *memory = old_pages == 0
                       ? mmap(NULL, new_pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                       : mremap(old, old_pages, new_pages, MREMAP_MAYMOVE);
    return memory == MAP_FAILED ? NULL : memory;
}

static bool array_resize(struct array *array, uint32_t capacity, size_t item_size)
{
    void *items = memory_resize(array->items, array->capacity * item_size, capacity * item_size);
    if (items == NULL && capacity != 0)
        return false;
    array->items = items;
    array->capacity = capacity;
    return true;
}

bool array_grow(struct array *array, uint32_t needed, size_t item_size)
{
    uint32_t capacity = array->capacity < ARRAY_LEAST ? ARRAY_LEAST : array->capacity;
    while (capacity < needed)
        capacity = capacity > UINT32_MAX / 2 ? UINT32_MAX : capacity * 2;
    return array_resize(array, capacity, item_size);
}

void array_shrink(struct array *array, size_t item_size)
{
    if (array->capacity <= PAGE_BYTES || array->count > array->capacity / 4)
        return;
    array_resize(array, array->capacity / 2, item_size);
}

void array_free(struct array *array, size_t item_size)
{
    array_resize(array, 0, item_size);
    array->count = 0;
}
