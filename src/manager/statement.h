/* SPDX-License-Identifier: MIT */
/*
 * Source statements as programs announce them, and which of them each call was in. TL announces a statement after its
 * calls (source=after), so a call's site learns its statement late; code does not move, so it needs to once.
 */
#ifndef TLSCOPE_MANAGER_STATEMENT_H
#define TLSCOPE_MANAGER_STATEMENT_H

#include "base/paths.h"
#include "manager/manager.h"
#include "runtime/thread.h"

/* `file` NULL and line 0: not known. The texts are copied. Takes the lock where there is something new. */
void statement_announce(struct caller caller, const char *file, uint32_t line, uint32_t column, const char *tag);

/* The number of a statement that code at `address` names; 0 when memory is out. Needs the lock. */
uint32_t statement_of(const void *address, const char *file, uint32_t line, uint32_t column, const char *tag);

/* The site of a call whose stack is `frame`, in the statement that is known or expected. Needs the lock. */
uint32_t statement_site(struct thread *thread, uint32_t frame, uintptr_t stack_point);

/* Slow path of statement_pend. */
APART void statement_pend_call(const struct call *call);

/* Notes a call that waits for its statement. */
static inline void statement_pend(const struct call *call)
{
    if (call->thread != NULL && !call->thread->announced.silent)
        statement_pend_call(call);
}

/* The function that calls has begun anew. */
static inline void statement_enter(const struct call *call)
{
    if (call->thread != NULL && (call->thread->announced.depth | call->thread->announced.pending_count) != 0)
        announced_enter(&call->thread->announced, call->stack_point);
}

/* At the end of a thread: no call waits any longer. Needs the lock. */
void statement_end(struct thread *thread);

enum { STATEMENT_BYTES = 320 };

/* "model.tl:40, "; "" when the site's statement or its line is not known. */
void statement_describe(uint32_t site, char text[STATEMENT_BYTES]);

/* "after model.tl:40, ", which is all that can be known of a call whose statement is still to be announced; "" where
 * that is known. */
void statement_describe_latest(const struct call *call, char text[STATEMENT_BYTES]);

#endif
