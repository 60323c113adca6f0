/* SPDX-License-Identifier: MIT */
/*
 * A lock that costs next to nothing while one thread alone takes it, as in most programs. That thread owns the lock and
 * enters by plain stores. Another one that comes ends that by a barrier in every thread of the process (membarrier);
 * from then on all compete by an atomic exchange, until the former owner has come so often in a row that it is to own
 * it again. No other thread may: the former owner can be about to say that it is inside, at any time after that. Who
 * finds it taken waits a moment and then sleeps.
 */
#ifndef TLSCOPE_RUNTIME_LOCK_H
#define TLSCOPE_RUNTIME_LOCK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct lock {
    _Atomic(const void *) owner;  /* a thread, by its thread pointer; NULL: nobody's */
    _Atomic(const void *) inside; /* the owner, while it holds the lock as such */
    atomic_bool taken;            /* by competition */
    bool can_be_owned;
    bool by_mutex;         /* Valgrind's tools know mutexes alone */
    pthread_mutex_t mutex; /* taken then, and only then */
    const void *candidate; /* who alone may own it, until it ends; NULL: whoever is first */
    const void *latest;    /* who took it last by competition */
    uint32_t in_a_row;     /* how often it has */
    uint32_t worth_owning; /* after that often */
};

#define LOCK_INITIALIZER                                                                                               \
    {                                                                                                                  \
        .mutex = PTHREAD_MUTEX_INITIALIZER                                                                             \
    }

/* Call once, while there is nobody to take it; before, no thread owns it. */
void lock_start(struct lock *lock, bool by_mutex);

/* The calling thread, which is about to end, does not own it any longer. */
void lock_disown(struct lock *lock);

/* In a forked child, whose only thread held it at the fork: it is free. */
void lock_renew(struct lock *lock);

__attribute__((noinline)) void lock_take_slowly(struct lock *lock, const void *self);
__attribute__((noinline)) void lock_give_slowly(struct lock *lock);

/* Takes it as its owner; false, nothing done, for any other thread. */
static inline bool lock_take_own(struct lock *lock)
{
    const void *self = __builtin_thread_pointer();
    if (__builtin_expect(atomic_load_explicit(&lock->owner, memory_order_relaxed) != self, false))
        return false;
    atomic_store_explicit(&lock->inside, self, memory_order_relaxed);
    atomic_signal_fence(memory_order_seq_cst); /* the processor's part is done by who ends the ownership */
    if (__builtin_expect(atomic_load_explicit(&lock->owner, memory_order_relaxed) == self, true))
        return true;
    atomic_store_explicit(&lock->inside, NULL, memory_order_release);
    return false;
}

/* What lock_take_own took. */
static inline void lock_give_own(struct lock *lock)
{
    atomic_store_explicit(&lock->inside, NULL, memory_order_release);
}

static inline void lock_take(struct lock *lock)
{
    if (!lock_take_own(lock))
        lock_take_slowly(lock, __builtin_thread_pointer());
}

static inline void lock_give(struct lock *lock)
{
    if (__builtin_expect(atomic_load_explicit(&lock->inside, memory_order_relaxed) == __builtin_thread_pointer(), true))
        lock_give_own(lock);
    else
        lock_give_slowly(lock);
}

#endif
