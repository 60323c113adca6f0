/* SPDX-License-Identifier: MIT */
/*
 * What a public function does around its work: call_begin takes the lock, call_end gives it back and then does what
 * must be done without it. Inline is the common call: of a process that is not traced, from a place that called before,
 * with nothing left to be done.
 */
#ifndef TLSCOPE_MANAGER_CALL_H
#define TLSCOPE_MANAGER_CALL_H

#include <stddef.h>
#include <string.h>

#include "base/paths.h"
#include "manager/manager.h"
#include "manager/site.h"
#include "manager/statement.h"
#include "runtime/thread.h"

/* All other calls. */
APART void call_begin_slowly(struct call *call, tlscope_manager *manager, enum tl_event_id event, struct caller caller);
APART void call_end_slowly(struct call *call);

/* All but its site and the list of what is to be freed, which is empty. */
static inline void call_init(struct call *call, tlscope_manager *manager, enum tl_event_id event, struct thread *thread,
                             uintptr_t stack_point)
{
    call->manager = manager;
    call->thread = thread;
    call->stack_point = stack_point;
    call->event = event;
    call->site = 0;
    memset((char *)call + offsetof(struct call, pointer), 0,
           offsetof(struct call, frees) - offsetof(struct call, pointer));
}

/* With the lock taken and `thread` the calling thread's: begins a call from a place that called before. Else gives the
 * lock back, and returns false. */
__attribute__((always_inline)) static inline bool call_begin_locked(struct call *call, tlscope_manager *manager,
                                                                    enum tl_event_id event, struct thread *thread,
                                                                    struct caller caller)
{
    const uint32_t site = site_met(caller.address);
    if (__builtin_expect(site == 0, false)) {
        lock_give(&runtime.lock);
        return false;
    }
    call_init(call, manager, event, thread, caller.stack_point);
    call->site = site;
    runtime.calls++;
    return true;
}

__attribute__((always_inline)) static inline void call_begin(struct call *call, tlscope_manager *manager,
                                                             enum tl_event_id event, struct caller caller)
{
    struct thread *thread = thread_own; /* there is one only once the runtime has started */
    if (__builtin_expect(thread == NULL || trace_records(TL_EVENT_context), false)) {
        call_begin_slowly(call, manager, event, caller);
        return;
    }
    lock_take(&runtime.lock);
    if (!call_begin_locked(call, manager, event, thread, caller))
        call_begin_slowly(call, manager, event, caller);
}

/* Nobody is told of it while all is well: neither a trace, nor a log, nor a statement to come. */
static inline bool call_is_untold(const struct call *call)
{
    return thread_tells == TELLS_NOBODY ||
           (thread_tells == TELLS_TRACE && !trace_records(TL_EVENT_context) && !trace_records(call->event));
}

static inline void call_end(struct call *call)
{
    if (call->unfinished)
        call_end_slowly(call);
    else
        lock_give(&runtime.lock);
    if (thread_tells == TELLS_ALL)
        statement_pend(call); /* of the thread's own */
}

#endif
