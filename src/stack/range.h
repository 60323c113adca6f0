/* SPDX-License-Identifier: MIT */
/* Where the calling thread's stack is. Coroutines run on others. */
#ifndef TLSCOPE_STACK_RANGE_H
#define TLSCOPE_STACK_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "hook/checker.h"

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

/* A word of a stack, which the compiler, its checkers and memcheck may know nothing of. */
__attribute__((no_sanitize("address", "thread", "undefined"))) static inline uintptr_t stack_word(uintptr_t at)
{
    const uintptr_t word = *(const uintptr_t *)at;
    checker_trust(&word, sizeof word);
    return word;
}

#endif
