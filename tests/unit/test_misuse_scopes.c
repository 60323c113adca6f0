/* SPDX-License-Identifier: MIT */
/* Misuse of scopes, frames and slot buffers: likewise. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "misuse_case.h"

static void exit_at_depth_1(void **state)
{
    (void)state;
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE);
    assert_int_equal(scopes_depth(&manager->scopes), 1);
}

static void function_exit_without_frame(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FUNCTION_EXIT_NO_FRAME);
    assert_int_equal(scopes_depth(&manager->scopes), 2);
}

static void function_exit_pops_the_top_scope(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 0);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FUNCTION_EXIT_OPEN_SCOPES);
    assert_non_null(strstr(told()->text, "2 of them; function exit"));
    assert_int_equal(scopes_depth(&manager->scopes), 3);
}

static void function_exit_after_its_scope(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    tlscope_manager_function_enter(manager, 0);
    tlscope_manager_exit_scope(manager);
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE);
    assert_int_equal(scopes_depth(&manager->scopes), 1);
}

static void bad_slot_counts(void **state)
{
    (void)state;
    const int64_t counts[] = {-1, INT64_MIN, INT64_MAX, 1 << 21};
    for (size_t i = 0; i < 4; i++) {
        call_function_enter(manager, counts[i], HERE);
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_SLOT_COUNT), i + 1);
        tlscope_manager_function_exit(manager);
    }
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 4);
    assert_int_equal(scopes_depth(&manager->scopes), 1);
}

static void buffer_misuse(void **state)
{
    (void)state;
    assert_null(tlscope_manager_get_buffer(manager, 0, 8));
    recorder_expect_only(TL_DIAGNOSTIC_BUFFER_NO_FRAME);
    tlscope_manager_function_enter(manager, 2);
    recorder_start();
    assert_null(tlscope_manager_get_buffer(manager, 2, 8));
    assert_null(call_get_buffer(manager, -1, 8, HERE));
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_SLOT_OUT_OF_RANGE), 2);
    assert_null(call_get_buffer(manager, 0, -8, HERE));
    assert_null(call_get_buffer(manager, 0, INT64_MAX, HERE));
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_BUFFER_SIZE), 2);
    tlscope_manager_function_exit(manager);
}

static void registered_slot_buffers(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 2);
    tlscope_manager_register_struct(manager, tlscope_manager_get_buffer(manager, 0, 2000));
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, tlscope_manager_get_buffer(manager, 1, 3000));
    tlscope_manager_exit_scope(manager);
    tlscope_manager_function_exit(manager);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_NOT_HEAP_BLOCK), 2);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 2);
}

/* The function's exit frees it twice over: where it was registered is the place to look at. */
static void a_registered_slot_buffer_is_told_with_its_place(void **state)
{
    (void)state;
    for (int outside = 0; outside < 2; outside++) {
        tlscope_manager_function_enter(manager, 1);
        void *buffer = tlscope_manager_get_buffer(manager, 0, 2000);
        tlscope_manager_register_struct(manager, buffer);
        const uint32_t site = recorder_last(TL_EVENT_register_struct)->register_struct.site;
        if (outside)
            tlscope_manager_acquire_ptr(manager, buffer); /* it outlives the function's scope */
        tlscope_manager_function_exit(manager);
        const struct tl_event_diagnostic *told = &recorder_last(TL_EVENT_diagnostic)->diagnostic;
        assert_int_equal(told->code, TL_DIAGNOSTIC_NOT_HEAP_BLOCK);
        assert_int_equal(told->other_site, site);
        assert_int_not_equal(told->site, site);
    }
}

static void an_acquired_slot_buffer_is_told_once(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 1);
    tlscope_manager_acquire_ptr(manager, tlscope_manager_get_buffer(manager, 0, 64));
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_ACQUIRE_UNKNOWN);
}

static void no_memory_leaves_the_old_buffer(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 1);
    char *old = tlscope_manager_get_buffer(manager, 0, 16);
    memcpy(old, "still here", 11);
    assert_null(tlscope_manager_get_buffer(manager, 0, (size_t)1 << 46));
    recorder_expect_only(TL_DIAGNOSTIC_OUT_OF_MEMORY);
    assert_ptr_equal(tlscope_manager_get_buffer(manager, 0, 16), old);
    assert_string_equal(old, "still here");
    tlscope_manager_function_exit(manager);
}

static void *exit_in_thread(void *unused)
{
    tlscope_manager_exit_scope(manager);
    return unused;
}

static void exit_by_another_thread(void **state)
{
    (void)state;
    pthread_t thread;
    tlscope_manager_enter_scope(manager);
    assert_int_equal(pthread_create(&thread, NULL, exit_in_thread, NULL), 0);
    pthread_join(thread, NULL);
    recorder_expect_only(TL_DIAGNOSTIC_EXIT_OTHER_THREAD);
    assert_int_equal(scopes_depth(&manager->scopes), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISUSE(exit_at_depth_1),
        MISUSE(function_exit_without_frame),
        MISUSE(function_exit_pops_the_top_scope),
        MISUSE(function_exit_after_its_scope),
        MISUSE(bad_slot_counts),
        MISUSE(buffer_misuse),
        MISUSE(registered_slot_buffers),
        MISUSE(a_registered_slot_buffer_is_told_with_its_place),
        MISUSE(an_acquired_slot_buffer_is_told_once),
        MISUSE(no_memory_leaves_the_old_buffer),
        MISUSE(exit_by_another_thread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
