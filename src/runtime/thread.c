/* SPDX-License-Identifier: MIT */
#include "runtime/thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "manager/statement.h"

THREAD_LOCAL struct thread *thread_own;
THREAD_LOCAL enum thread_tells thread_tells = TELLS_ALL;
static pthread_key_t key;   /* for its destructor alone */
static atomic_bool has_key; /* threads may come while the process ends */

/* Calls may still come, of other destructors: they make a new one. */
static void drop(void *thread)
{
    thread_own = NULL;
    thread_tells = TELLS_ALL;
    lock_take(&runtime.lock);
    statement_end(thread);
    lock_give(&runtime.lock);
    lock_disown(&runtime.lock);
    memory_resize(thread, sizeof(struct thread), 0);
}

void thread_start(void)
{
    has_key = pthread_key_create(&key, drop) == 0;
}

struct thread *thread_make(void)
{
    thread_own = memory_resize(NULL, 0, sizeof *thread_own);
    if (thread_own != NULL && has_key)
        pthread_setspecific(key, thread_own);
    if (thread_own != NULL)
        thread_own->memo.walker.stack = stack_range_own();
    return thread_own;
}

void thread_forget_calls(void)
{
    if (thread_own != NULL)
        announced_forget(&thread_own->announced);
    thread_tells = TELLS_ALL;
}

void thread_end_all(void)
{
    if (atomic_exchange(&has_key, false))
        pthread_key_delete(key);
}
