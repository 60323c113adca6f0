/* SPDX-License-Identifier: MIT */
/* What Valgrind's helgrind and drd cannot see of locks and races. No path of a call asks for it: only start and fork.
 */
#ifndef TLSCOPE_HOOK_RACE_CHECKER_H
#define TLSCOPE_HOOK_RACE_CHECKER_H

#include <pthread.h>
#include <stddef.h>

#include "hook/checker.h"

#ifdef TLSCOPE_VALGRIND
#include <valgrind/helgrind.h>

#include <valgrind/drd.h> /* after helgrind's, whose names it takes over */
#else
/* Requests to nobody, so that arguments stay checked. */
#define VALGRIND_HG_DISABLE_CHECKING(memory, bytes)     ((void)(memory), (void)(bytes))
#define ANNOTATE_BENIGN_RACE_SIZED(memory, bytes, why)  ((void)(memory), (void)(bytes))
#define VALGRIND_HG_MUTEX_DESTROY_PRE(lock)             ((void)(lock))
#define VALGRIND_HG_MUTEX_INIT_POST(lock, is_recursive) ((void)(lock))
#define VALGRIND_HG_MUTEX_UNLOCK_PRE(lock)              ((void)(lock))
#define VALGRIND_HG_MUTEX_UNLOCK_POST(lock)             ((void)(lock))
#define VALGRIND_HG_MUTEX_LOCK_PRE(lock, is_try)        ((void)(lock))
#define VALGRIND_HG_MUTEX_LOCK_POST(lock)               ((void)(lock))
#endif

/* Threads write and read this word as an atomic one, which the tools take for a race. */
static inline void race_checker_allow(const int *word)
{
    if (!checker.races)
        return;
    VALGRIND_HG_DISABLE_CHECKING(word, sizeof *word);
    ANNOTATE_BENIGN_RACE_SIZED(word, sizeof *word, "atomic");
}

/* In a forked child: the orders in which its parent took the lock, which is free now, and others are no more. */
static inline void race_checker_renew(pthread_mutex_t *lock)
{
    if (!checker.races)
        return;
    VALGRIND_HG_MUTEX_DESTROY_PRE(lock);
    VALGRIND_HG_MUTEX_INIT_POST(lock, 0);
}

/* The lock is held, but by the only thread there is: what is taken until it is resumed stands in no order with it. */
static inline void race_checker_suspend(pthread_mutex_t *lock)
{
    if (!checker.races)
        return;
    VALGRIND_HG_MUTEX_UNLOCK_PRE(lock);
    VALGRIND_HG_MUTEX_UNLOCK_POST(lock);
    race_checker_renew(lock);
}

static inline void race_checker_resume(pthread_mutex_t *lock)
{
    if (!checker.races)
        return;
    VALGRIND_HG_MUTEX_LOCK_PRE(lock, 0);
    VALGRIND_HG_MUTEX_LOCK_POST(lock);
}

#endif
