/* SPDX-License-Identifier: MIT */
/* Growing arrays on the runtime's own memory. */
#ifndef TLSCOPE_BASE_ARRAY_H
#define TLSCOPE_BASE_ARRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/paths.h"

/* A growing array: the owner keeps items, count and capacity; these keep capacity in step with count. */
struct array {
    void *items;
    uint32_t count;
    uint32_t capacity;
};

/* What it is not worth shrinking below: a program that fills and empties it in a loop does not ask the kernel for pages
 * each time. */
enum { ARRAY_KEPT_BYTES = 4 << 20 };

/* Slow path of array_reserve. */
RARE bool array_grow(struct array *array, uint32_t needed, size_t item_size);

/* Makes room for `more` items beyond count; false when memory is out, the array is then unchanged. */
static inline bool array_reserve(struct array *array, uint32_t more, size_t item_size)
{
    if (array->capacity - array->count >= more)
        return true;
    return more <= UINT32_MAX - array->count && array_grow(array, array->count + more, item_size);
}

/* Slow path of array_shrink. */
RARE void array_shrink_now(struct array *array, size_t item_size);

/* Gives memory back once three quarters of it are unused, but for a few MiB. Cheap to call after each removal. */
static inline void array_shrink(struct array *array, size_t item_size)
{
    if (array->capacity > ARRAY_KEPT_BYTES / item_size && array->count < array->capacity / 4)
        array_shrink_now(array, item_size);
}

void array_free(struct array *array, size_t item_size);

#endif
