/* SPDX-License-Identifier: MIT */
/* The runtime's lock: nobody is in it beside another, however it changes hands; run under TSan as well. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "runtime/lock.h"

enum { THREADS = 4, TURNS = 20000, ROW = 5000 };

static struct lock lock;
static uint64_t counter; /* under the lock */

static void start(bool by_mutex)
{
    lock = (struct lock)LOCK_INITIALIZER;
    lock_start(&lock, by_mutex);
    counter = 0;
}

static void *count(void *times)
{
    for (uintptr_t i = 0; i < (uintptr_t)times; i++) {
        lock_take(&lock);
        counter++;
        lock_give(&lock);
    }
    lock_disown(&lock);
    return NULL;
}

static void count_on_threads(uintptr_t times)
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count, (void *)times), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

static bool is_mine(void)
{
    return atomic_load(&lock.owner) == __builtin_thread_pointer();
}

static void take_in_a_row(int times)
{
    for (int i = 0; i < times; i++) {
        lock_take(&lock);
        counter++;
        lock_give(&lock);
    }
}

static void threads_exclude_each_other(void **state)
{
    (void)state;
    for (int by_mutex = 0; by_mutex <= 1; by_mutex++) {
        start(by_mutex);
        count_on_threads(TURNS);
        assert_int_equal(counter, THREADS * TURNS);
    }
}

static void one_thread_alone_owns_it_until_another_comes(void **state)
{
    (void)state;
    start(false);
    if (!lock.can_be_owned)
        skip(); /* a kernel without membarrier */
    take_in_a_row(2);
    assert_true(is_mine());
    count_on_threads(1);
    assert_false(is_mine());
    take_in_a_row(10);
    assert_false(is_mine()); /* not at once again */
    take_in_a_row(ROW);
    assert_true(is_mine());
    assert_int_equal(counter, 2 + THREADS + 10 + ROW);
}

static void who_ends_owns_nothing(void **state)
{
    (void)state;
    pthread_t thread;
    start(false);
    assert_int_equal(pthread_create(&thread, NULL, count, (void *)ROW), 0);
    pthread_join(thread, NULL);
    assert_null(atomic_load(&lock.owner));
    take_in_a_row(1);
    assert_int_equal(counter, ROW + 1);
}

static void *take_a_row(void *unused)
{
    (void)unused;
    take_in_a_row(ROW);
    return (void *)(uintptr_t)is_mine();
}

/* The former owner may be about to say that it is inside, as it could when the lock was its own: over a new owner's own
 * word that would let a third one in. */
static void nobody_but_the_former_owner_owns_it_again(void **state)
{
    (void)state;
    pthread_t thread;
    void *was_its = NULL;
    start(false);
    if (!lock.can_be_owned)
        skip();
    take_in_a_row(2);
    assert_true(is_mine());
    assert_int_equal(pthread_create(&thread, NULL, take_a_row, NULL), 0);
    pthread_join(thread, &was_its);
    assert_null(was_its);
    assert_null(atomic_load(&lock.owner));
    take_in_a_row(ROW);
    assert_true(is_mine());
    lock_disown(&lock); /* as when it ends */
    assert_int_equal(pthread_create(&thread, NULL, take_a_row, NULL), 0);
    pthread_join(thread, &was_its);
    assert_non_null(was_its);
}

static void a_forked_child_has_it_free(void **state)
{
    (void)state;
    for (int by_mutex = 0; by_mutex <= 1; by_mutex++) {
        start(by_mutex);
        take_in_a_row(2);
        lock_take(&lock);
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            lock_renew(&lock);
            take_in_a_row(ROW);
            _exit(counter == ROW + 2 ? 0 : 1);
        }
        lock_give(&lock);
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_exclude_each_other), cmocka_unit_test(one_thread_alone_owns_it_until_another_comes),
        cmocka_unit_test(who_ends_owns_nothing),      cmocka_unit_test(nobody_but_the_former_owner_owns_it_again),
        cmocka_unit_test(a_forked_child_has_it_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
