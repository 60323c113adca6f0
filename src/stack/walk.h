/* SPDX-License-Identifier: MIT */
/* The return addresses on the calling thread's stack. */
#ifndef TLSCOPE_STACK_WALK_H
#define TLSCOPE_STACK_WALK_H

#include "stack/range.h"
#include "stack/unwind_table.h"

enum { WALK_MOST = 64, WALK_RULES = 4096 };

struct walk {
    const void *addresses[WALK_MOST]; /* innermost first */
    uint32_t count;
    uint8_t end;          /* enum tl_stack_end */
    bool repeatable;      /* every word that the walk went by is on the thread's own stack, and below */
    uint32_t words_count; /* return addresses but the first, and frame pointers that were gone by, as they were met */
    struct walk_word {
        uint32_t offset; /* bytes from two words below the stack point */
        uintptr_t value;
    } words[2 * WALK_MOST];
};

/* What a thread's walks need. A zeroed one with the thread's stack is ready. */
struct walker {
    struct stack_range stack;
    struct unwind_rule rules[WALK_RULES];
};

/*
 * Walks from the code at `caller` outward, `most` frames at most; its stack pointer is `stack_point`, and its frame
 * pointer was saved two words below that. Takes no lock of the loader's. Compiled code needs unwind tables, JIT code
 * tables that were registered, or frame pointers.
 */
void walk_stack(struct walker *walker, struct walk *walk, const void *caller, uintptr_t stack_point, unsigned most);

#endif
