/* SPDX-License-Identifier: MIT */
/* The return addresses on the calling thread's stack. Slow: see memo.h. */
#ifndef TLSCOPE_STACK_WALK_H
#define TLSCOPE_STACK_WALK_H

#include <stdint.h>

enum { WALK_MOST = 64 };

struct walk {
    const void *addresses[WALK_MOST]; /* innermost first */
    uint32_t offsets[WALK_MOST];      /* bytes from the stack point to the word that holds each; not of the first */
    uint32_t count;
    uint8_t end; /* enum tl_stack_end */
};

/*
 * Walks from the code at `caller`, whose stack pointer is `stack_point`, outward, `most` frames at most. Takes the
 * loader's lock. Frames of compiled code need unwind tables, those of JIT code tables that were registered, or frame
 * pointers.
 */
void walk_stack(struct walk *walk, const void *caller, uintptr_t stack_point, unsigned most);

#endif
