/* SPDX-License-Identifier: MIT */
/* What each thread that calls has of its own, so that it needs no lock. */
#ifndef TLSCOPE_RUNTIME_THREAD_H
#define TLSCOPE_RUNTIME_THREAD_H

#include "runtime/module.h"
#include "runtime/runtime.h"
#include "stack/memo.h"
#include "table/announced.h"

struct thread {
    struct memo memo;
    struct announced announced;
    struct place place; /* of the address in hand: too large for small stacks */
};

/* Call once, before the others. */
void thread_start(void);

/* Slow path of thread_self. */
RARE struct thread *thread_make(void);

extern THREAD_LOCAL struct thread *thread_own;

/* Whom this thread's calls may be told to. */
enum thread_tells {
    TELLS_NOBODY, /* no call waits for its statement, and no trace can ever record; its number is known */
    TELLS_TRACE,  /* the same, but for a trace */
    TELLS_ALL
};
extern THREAD_LOCAL enum thread_tells thread_tells;

/* The calling thread's, made at first use; NULL when memory is out. */
static inline struct thread *thread_self(void)
{
    return thread_own != NULL ? thread_own : thread_make();
}

/* At the end of the process: threads that end after this leave what they have. (A plug-in with the static twin in it
 * may be gone by then.) */
void thread_end_all(void);

/* In a forked child: calls that wait for their statement were the parent's. */
void thread_forget_calls(void);

#endif
