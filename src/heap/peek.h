/* SPDX-License-Identifier: MIT */
/* Reading the program's memory through pointers that may be wrong. */
#ifndef TLSCOPE_HEAP_PEEK_H
#define TLSCOPE_HEAP_PEEK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/paths.h"

/* Copies `bytes` from `from`; false, without a fault, when not all of it can be read. */
APART bool peek(void *to, const void *from, size_t bytes);

#endif
