/* SPDX-License-Identifier: MIT */
/* Where the calling thread's stack is. Coroutines run on others. */
#ifndef TLSCOPE_STACK_RANGE_H
#define TLSCOPE_STACK_RANGE_H

#include <stdbool.h>
#include <stdint.h>

struct stack_range {
    uintptr_t low;
    uintptr_t end; /* 0: not known */
};

/* The thread's own, looked up once. */
struct stack_range stack_range_own(void);

static inline bool stack_range_holds(struct stack_range range, uintptr_t address)
{
    return address >= range.low && address < range.end;
}

#endif
