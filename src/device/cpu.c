/* SPDX-License-Identifier: MIT */
#include "device/cpu.h"

#include <stdint.h>
#include <stdlib.h>

enum { ALIGNMENT = 64 };

static void *allocate(size_t bytes)
{
    if (bytes > SIZE_MAX - ALIGNMENT)
        return NULL;
    const size_t rounded = (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    return aligned_alloc(ALIGNMENT, rounded != 0 ? rounded : ALIGNMENT);
}

const struct device device_cpu = {.allocate = allocate, .release = free};
