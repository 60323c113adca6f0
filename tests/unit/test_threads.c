/* SPDX-License-Identifier: MIT */
/* Many threads and a fork on one manager; run under TSan and ASan as well. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <tl/tensor.h>

#include "manager/manager.h"
#include "recorder.h"

enum { THREADS = 4, ROUNDS = 3000 };

static void *work(void *shared)
{
    for (int i = 0; i < ROUNDS; i++) {
        void *block = malloc(32);
        tl_mem_register_struct(block);
        tl_ptr_acquire(shared);
        tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 16, TLSCOPE_F32, TLSCOPE_CPU);
        tl_tensor_acquire(tensor);
        tl_mem_unregister(block);
        tl_tensor_release(tensor);
        tl_ptr_release(block);
        tl_ptr_release(shared);
    }
    return NULL;
}

static void threads_share_one_manager(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    void *shared = malloc(8);
    tl_mem_register_struct(shared);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, shared), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(tl_get_refcount_count(), 1);
    assert_true(tl_get_pool_count() >= 1 && tl_get_pool_count() <= THREADS);
    tl_ptr_release(shared);
    assert_true(objects_are_valid(&global_manager.objects));
}

static void *call_while_cancelled(void *unused)
{
    (void)unused;
    pthread_cancel(pthread_self()); /* at the next cancellation point, such as the write of a line */
    tl_ptr_release((void *)(uintptr_t)16);
    pthread_testcancel();
    return NULL;
}

static void a_cancelled_thread_leaves_the_lock(void **state)
{
    (void)state;
    const struct options before = runtime.options;
    alarm(20); /* of who waits for it in vain */
    for (int log = 0; log <= 1; log++) {
        pthread_t thread;
        void *result = NULL;
        runtime.options.diagnostics = true;
        runtime.options.mem_log = (uint64_t)log;
        assert_int_equal(pthread_create(&thread, NULL, call_while_cancelled, NULL), 0);
        assert_int_equal(pthread_join(thread, &result), 0);
        assert_ptr_equal(result, PTHREAD_CANCELED);
        tl_get_pool_count();
    }
    alarm(0);
    runtime.options = before;
}

static void *churn(void *stop)
{
    while (!atomic_load((atomic_bool *)stop)) {
        void *block = malloc(16);
        tl_ptr_acquire(NULL);
        tl_mem_register_struct(block);
        tl_mem_unregister(block);
        tl_ptr_release(block);
    }
    return NULL;
}

/* A child forked while another thread is at work finds the lock free and the tables whole. */
static void forked_children_go_on(void **state)
{
    (void)state;
    pthread_t thread;
    atomic_bool stop = false;
    assert_int_equal(pthread_create(&thread, NULL, churn, &stop), 0);
    for (int i = 0; i < 50; i++) {
        const pid_t child = fork();
        if (child == 0) {
            alarm(20);
            tl_mem_enter_scope();
            tl_mem_register_struct(malloc(8));
            tl_mem_exit_scope();
            _exit(tl_get_scope_depth() == 1 ? 0 : 1);
        }
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    atomic_store(&stop, true);
    pthread_join(thread, NULL);
}

/* The child's exit status: 0 when it has told all that was there at the fork. */
static int inheritance_faults(void)
{
    bool counted_twice = false;
    recorder_start();
    tl_mem_enter_scope();
    const struct tl_event_process_start *start = &recorder_last(TL_EVENT_process_start)->process_start;
    for (size_t i = 0; i < recorder_count(TL_EVENT_inherited_object); i++)
        counted_twice |= recorder_event(TL_EVENT_inherited_object, i)->inherited_object.count == 2;
    return start->reason != TL_START_FORK || start->pid != (uint32_t)getpid() ? 1
           : recorder_count(TL_EVENT_inherited_scope) != 1                    ? 2
           : recorder_count(TL_EVENT_inherited_frame) != 1                    ? 3
           : recorder_count(TL_EVENT_inherited_buffer) != 1                   ? 4
           : recorder_count(TL_EVENT_inherited_record) != 1                   ? 5
                                                                              : !counted_twice * 6;
}

static void a_child_tells_what_it_inherited(void **state)
{
    (void)state;
    void *block = malloc(8);
    tl_mem_function_enter(1);
    tl_mem_get_buffer(0, 100);
    tl_mem_register_struct(block);
    tl_ptr_acquire(block);
    const pid_t child = fork();
    if (child == 0)
        _exit(inheritance_faults());
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    tl_mem_function_exit();
    tl_ptr_release(block);
}

static void *enter(void *manager)
{
    tlscope_manager_enter_scope(manager);
    return NULL;
}

static void *call(void *unused)
{
    tl_get_pool_count();
    return unused;
}

/* Misuse in a child that tells what each manager has, and leaves it; its first call may be another thread's. */
static int faults_of_leaving(tlscope_manager *const managers[], size_t count, bool by_thread)
{
    pthread_t thread;
    uint64_t told = 0;
    recorder_start();
    if (by_thread && (pthread_create(&thread, NULL, call, NULL) != 0 || pthread_join(thread, NULL) != 0))
        return 100;
    for (size_t i = 0; i < count; i++) {
        tlscope_manager_exit_scope(managers[i]);
        tlscope_manager_function_exit(managers[i]);
    }
    for (size_t i = 0; i < recorder_count(TL_EVENT_inherited_manager); i++)
        told += recorder_event(TL_EVENT_inherited_manager, i)->inherited_manager.manager;
    if (told != (uint64_t)managers[1]->number + managers[2]->number)
        return 101;
    return recorder_count(TL_EVENT_inherited_scope) == 2 * count ? (int)recorder_count(TL_EVENT_diagnostic) : 102;
}

static void a_child_leaves_the_scopes_of_all_managers(void **state)
{
    (void)state;
    tlscope_manager *const gone = tlscope_manager_new();
    tlscope_manager *const managers[] = {tlscope_manager_global(), tlscope_manager_new(), tlscope_manager_new()};
    tlscope_manager_destroy(gone);
    for (size_t i = 0; i < 3; i++) {
        pthread_t thread;
        tlscope_manager_function_enter(managers[i], 0);
        assert_int_equal(pthread_create(&thread, NULL, enter, managers[i]), 0);
        assert_int_equal(pthread_join(thread, NULL), 0);
    }
    for (int by_thread = 0; by_thread < 2; by_thread++) {
        const pid_t child = fork();
        if (child == 0)
            _exit(faults_of_leaving(managers, 3, by_thread));
        int status = -1;
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
    }
    tl_mem_exit_scope();
    tl_mem_function_exit();
    tlscope_manager_destroy(managers[2]);
    tlscope_manager_destroy(managers[1]);
    assert_null(global_manager.pool.next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_one_manager),
        cmocka_unit_test(a_cancelled_thread_leaves_the_lock),
        cmocka_unit_test(forked_children_go_on),
        cmocka_unit_test(a_child_tells_what_it_inherited),
        cmocka_unit_test(a_child_leaves_the_scopes_of_all_managers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
