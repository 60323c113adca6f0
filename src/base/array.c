/* SPDX-License-Identifier: MIT */
#include "base/array.h"

#include "base/memory.h"

/* Items an array has room for at least. */
enum { ARRAY_LEAST = 64 };

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

void array_shrink_now(struct array *array, size_t item_size)
{
    array_resize(array, array->capacity / 2, item_size);
}

void array_free(struct array *array, size_t item_size)
{
    array_resize(array, 0, item_size);
    array->count = 0;
}
