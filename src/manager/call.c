/* SPDX-License-Identifier: MIT */
#include "manager/manager.h"

#include <stdio.h>
#include <unistd.h>

#include "manager/reclaim.h"
#include "manager/site.h"
#include "manager/statement.h"
#include "manager/vector.h"
#include "runtime/keyframe.h"
#include "runtime/lifecycle.h"
#include "runtime/resident.h"
#include "runtime/thread.h"

/* Calls between two looks at the clock. */
enum { NOW_AND_THEN = 64 };

static void tell_context(const tlscope_manager *manager)
{
    const uint32_t thread = runtime_thread();
    if (runtime.told_thread == thread && runtime.told_manager == manager->number)
        return;
    runtime.told_thread = thread;
    runtime.told_manager = manager->number;
    hook(context, .thread = thread, .manager = manager->number);
}

void call_begin(struct call *call, tlscope_manager *manager, enum tl_event_id event, struct caller caller)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    struct thread *thread = thread_self();
    struct memo_entry *stack =
        thread != NULL ? memo_walk(&thread->memo, caller.address, caller.stack_point, site_depth()) : NULL;
    pthread_mutex_lock(&runtime.lock);
    *call = (struct call){.manager = manager, .event = event, .stack_point = caller.stack_point};
    if (runtime.forked)
        lifecycle_tell_inheritance(call);
    if (event == TL_EVENT_function_enter && thread != NULL)
        announced_enter(&thread->announced, caller.stack_point);
    call->site = site_of(thread, stack, &caller);
    if (runtime.calls++ % NOW_AND_THEN == 0) {
        resident_tell_sometimes();
        keyframe_tell_sometimes();
    }
    tell_context(manager);
}

const char *call_name(const struct call *call)
{
    static const char *const names[] = {
#define TL_EVENT(name, fields) #name,
#include "tracepoints/events.def"
#undef TL_EVENT
    };
    if (call->event == TL_EVENT_object_new)
        return "tensor_new";
    return call->event == TL_EVENT_pool_miss ? "pool_acquire" : names[call->event];
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

void call_end(struct call *call)
{
    statement_pend(thread_self(), call);
    if (vectors_in_hand())
        vectors_finish(call);
    if (runtime.options.mem_log)
        log_call(call);
    if (call->actions.count != 0)
        reclaim_run(call);
    else
        pthread_mutex_unlock(&runtime.lock);
}

void call_pause(void)
{
    pthread_mutex_unlock(&runtime.lock);
}

void call_resume(struct call *call)
{
    pthread_mutex_lock(&runtime.lock);
    tell_context(call->manager);
}
