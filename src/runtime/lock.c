/* SPDX-License-Identifier: MIT */
#include "runtime/lock.h"

#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/cancel.h"

enum {
    OWNED_AT_FIRST = 2, /* times in a row */
    OWNED_AGAIN = 256,  /* competing so often costs about as much as ending an ownership */
    SPINS = 32,
    SLEEP_NS = 50000,
    DOUBLINGS = 4, /* of that, at most */
};

/* 0 when it is done. */
static long barrier(int command)
{
    return syscall(SYS_membarrier, command, 0, 0);
}

void lock_start(struct lock *lock, bool by_mutex)
{
    lock->by_mutex = by_mutex;
    lock->worth_owning = OWNED_AT_FIRST;
    lock->can_be_owned = !by_mutex && barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
}

static void pause_processor(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

/* At first as long as most calls take. Whoever finds the lock taken again then sleeps: the thread inside may not be
 * running, and one that calls without end gets more done by itself for a while than two that take turns, since each
 * turn moves all that the lock guards to another processor. Who finds it taken over and over waits for a long call. */
static void wait_after(unsigned tries)
{
    if (tries != 0) {
        const int cancel = cancel_put_off(); /* in end_ownership it is taken already */
        nanosleep(&(struct timespec){.tv_nsec = SLEEP_NS << (tries <= DOUBLINGS ? tries - 1 : DOUBLINGS)}, NULL);
        cancel_allow(cancel);
    }
    for (unsigned i = 0; tries == 0 && i < SPINS; i++)
        pause_processor();
}

static void compete(struct lock *lock)
{
    for (unsigned tries = 0; atomic_load_explicit(&lock->taken, memory_order_relaxed) ||
                             atomic_exchange_explicit(&lock->taken, true, memory_order_acquire);
         tries++)
        wait_after(tries);
}

/* After the barrier the owner either sees that it is none any more, or we see it inside. */
static void end_ownership(struct lock *lock)
{
    atomic_store_explicit(&lock->owner, NULL, memory_order_relaxed);
    barrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED);
    for (unsigned tries = 0; atomic_load_explicit(&lock->inside, memory_order_acquire) != NULL; tries++)
        wait_after(tries);
    lock->worth_owning = OWNED_AGAIN;
}

static bool is_worth_owning(struct lock *lock, const void *self)
{
    lock->in_a_row = lock->latest == self ? lock->in_a_row + 1 : 1;
    lock->latest = self;
    return lock->can_be_owned && lock->in_a_row >= lock->worth_owning &&
           (lock->candidate == NULL || lock->candidate == self);
}

void lock_take_slowly(struct lock *lock, const void *self)
{
    if (lock->by_mutex) {
        pthread_mutex_lock(&lock->mutex);
        return;
    }
    compete(lock);
    if (atomic_load_explicit(&lock->owner, memory_order_relaxed) != NULL)
        end_ownership(lock);
    if (!is_worth_owning(lock, self))
        return;
    lock->candidate = self;
    atomic_store_explicit(&lock->inside, self, memory_order_relaxed);
    atomic_store_explicit(&lock->owner, self, memory_order_relaxed);
    atomic_store_explicit(&lock->taken, false, memory_order_release);
}

void lock_give_slowly(struct lock *lock)
{
    if (lock->by_mutex)
        pthread_mutex_unlock(&lock->mutex);
    else
        atomic_store_explicit(&lock->taken, false, memory_order_release);
}

void lock_disown(struct lock *lock)
{
    lock_take(lock);
    if (lock->candidate == __builtin_thread_pointer())
        lock->candidate = NULL;
    if (atomic_load_explicit(&lock->inside, memory_order_relaxed) == __builtin_thread_pointer() &&
        !atomic_exchange_explicit(&lock->taken, true, memory_order_acquire)) { /* else somebody does it in our place */
        atomic_store_explicit(&lock->owner, NULL, memory_order_relaxed);
        atomic_store_explicit(&lock->inside, NULL, memory_order_relaxed);
    }
    lock_give(lock);
}

void lock_renew(struct lock *lock)
{
    if (lock->by_mutex) {
        pthread_mutex_unlock(&lock->mutex);
        return;
    }
    atomic_store_explicit(&lock->owner, NULL, memory_order_relaxed);
    atomic_store_explicit(&lock->inside, NULL, memory_order_relaxed);
    atomic_store_explicit(&lock->taken, false, memory_order_relaxed);
    lock->worth_owning = OWNED_AT_FIRST;
    lock->in_a_row = 0;
    lock->candidate = NULL;
    lock->can_be_owned = barrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;
}
