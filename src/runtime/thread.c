/* SPDX-License-Identifier: MIT */
#include "runtime/thread.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "manager/statement.h"

static __thread struct thread *self;
static pthread_key_t key; /* for its destructor alone */
static bool has_key;

/* Calls may still come, of other destructors: they make a new one. */
static void drop(void *thread)
{
    self = NULL;
    pthread_mutex_lock(&runtime.lock);
    statement_end(thread);
    pthread_mutex_unlock(&runtime.lock);
    memory_resize(thread, sizeof(struct thread), 0);
}

void thread_start(void)
{
    has_key = pthread_key_create(&key, drop) == 0;
}

static struct thread *make(void)
{
    self = memory_resize(NULL, 0, sizeof *self);
    if (self != NULL && has_key)
        pthread_setspecific(key, self);
    if (self != NULL)
        self->memo.walker.stack = stack_range_own();
    return self;
}

struct thread *thread_self(void)
{
    return self != NULL ? self : make();
}

void thread_forget_calls(void)
{
    if (self != NULL)
        self->announced.pending_count = 0;
}

void thread_end_all(void)
{
    if (has_key)
        pthread_key_delete(key);
    has_key = false;
}
