/* SPDX-License-Identifier: MIT */
#include "manager/call.h"

#include <stdio.h>
#include <unistd.h>

#include "base/cancel.h"
#include "manager/reclaim.h"
#include "manager/summary.h"
#include "manager/vector.h"
#include "runtime/keyframe.h"
#include "runtime/lifecycle.h"
#include "runtime/resident.h"
#include "runtime/snapshot.h"

/* Calls that come here between two looks at the clock. */
enum { NOW_AND_THEN = 64 };
static uint32_t slow_calls;

static void tell_context(const tlscope_manager *manager)
{
    const uint32_t thread = runtime_thread();
    if (runtime.told_thread == thread && runtime.told_manager == manager->number)
        return;
    runtime.told_thread = thread;
    runtime.told_manager = manager->number;
    hook(context, .thread = thread, .manager = manager->number);
}

void call_begin_slowly(struct call *call, tlscope_manager *manager, enum tl_event_id event, struct caller caller)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    const int cancel = cancel_put_off(); /* a tracepoint writes where a buffer is full, and waits */
    struct thread *thread = thread_self();
    const unsigned depth = site_depth();
    struct memo_entry *stack =
        depth > 1 && thread != NULL ? memo_walk(&thread->memo, caller.address, caller.stack_point, depth) : NULL;
    lock_take(&runtime.lock);
    call_init(call, manager, event, thread, caller.stack_point);
    call->unfinished = call->uncancelled = true;
    call->cancel = cancel;
    if (runtime.forked)
        lifecycle_tell_inheritance();
    if (stack == NULL)
        call->site = site_met(caller.address);
    if (call->site == 0)
        call->site = stack != NULL ? site_of_stack(thread, stack, &caller) : site_of_caller(thread, &caller);
    runtime.calls++;
    if (slow_calls++ % NOW_AND_THEN == 0) {
        resident_tell_sometimes();
        keyframe_tell_sometimes();
    }
    if (runtime.options.summary != 0)
        summary_tell_sometimes(); /* calls may be rare, and what a kill is to leave waits for nothing else */
    tell_context(manager);
}

const char *call_name(const struct call *call)
{
    static const char *const names[] = {
#define TL_EVENT(name, fields) #name,
#include "tracepoints/events.def"
#undef TL_EVENT
    };
    switch (call->event) {
    case TL_EVENT_object_new:
        return "tensor_new";
    case TL_EVENT_object_stream:
        return "tensor_use";
    case TL_EVENT_object_device:
        return "tensor_write or tensor_read";
    case TL_EVENT_pool_miss:
        return "pool_acquire";
    default:
        return names[call->event];
    }
}

static void log_call(const struct call *call)
{
    char line[160];
    const int length = snprintf(line, sizeof line, "[TL_MEM] %s ptr=0x%llx refcount=%llu depth=%u\n", call_name(call),
                                (unsigned long long)(uintptr_t)call->pointer, (unsigned long long)call->count,
                                scopes_depth(&call->manager->scopes));
    if (write(STDERR_FILENO, line, (size_t)length) < 0)
        return; /* nowhere to tell it */
}

static void tell_end(struct call *call)
{
    const int cancel = cancel_put_off();
    if (call->vectors)
        vectors_finish(call);
    if (runtime.options.mem_log)
        log_call(call);
    if (runtime.options.snapshot_at != 0)
        snapshot_ask_due(); /* all of the call is told */
    cancel_allow(cancel);
}

void call_end_slowly(struct call *call)
{
    if (call->vectors || runtime.options.mem_log || runtime.options.snapshot_at != 0)
        tell_end(call);
    if ((call->frees_count | call->actions.count) != 0)
        reclaim_run(call);
    else
        lock_give(&runtime.lock);
    if (call->uncancelled)
        cancel_allow(call->cancel);
}

void call_pause(void)
{
    lock_give(&runtime.lock);
}

void call_resume(struct call *call)
{
    lock_take(&runtime.lock);
    tell_context(call->manager);
}
