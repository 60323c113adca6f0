/* SPDX-License-Identifier: MIT */
/* Numbers as memory checkers write them, "1,024". */
#ifndef TLSCOPE_MEMCHECK_GROUPED_H
#define TLSCOPE_MEMCHECK_GROUPED_H

#include <stdbool.h>
#include <stdint.h>

/* Takes a number with commas between its thousands; *at is behind it afterwards. False where there is none. */
bool grouped_take(const char **at, uint64_t *number);

#endif
