/* SPDX-License-Identifier: MIT */
/*
 * Walks that a thread has made before. A call from the same address with the same stack pointer has the same frame
 * below it, or, where that frame is found by its frame pointer, one with the same frame pointer; while each return
 * address and frame pointer stands where it stood, the next frame is the same one, too. So a few words of the stack
 * tell that a walk would end as it did. Walks over other stacks than the thread's own are not remembered.
 */
#ifndef TLSCOPE_STACK_MEMO_H
#define TLSCOPE_STACK_MEMO_H

#include "stack/walk.h"

enum { MEMO_ENTRIES = 512 };

struct memo_entry {
    uintptr_t stack_point;
    uint32_t most;  /* that the walk could have taken; 0: not to be used again */
    uint32_t frame; /* its number in the runtime's sites; 0: not yet given */
    struct walk walk;
};

/* A thread's own. A zeroed one with a ready walker is empty. */
struct memo {
    struct memo_entry entries[MEMO_ENTRIES];
    struct walker walker;
};

/* The walk from `caller`, made anew where it has to be. Valid until the next call on the same memo. */
struct memo_entry *memo_walk(struct memo *memo, const void *caller, uintptr_t stack_point, unsigned most);

#endif
