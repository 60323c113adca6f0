/* SPDX-License-Identifier: MIT */
/* Which source statement a call was in: the runtime learns it from announcements that come after the calls. */
#include <pthread.h>

#include "manager/manager.h"
#include "statement_case.h"
#include "table/announced.h"

static NOINLINE void two_statements(void)
{
    tl_ptr_acquire(registered);
    ANNOUNCE(10);
    tl_ptr_acquire(registered);
    tl_ptr_acquire(registered);
    ANNOUNCE(11);
}

static void a_statement_is_announced_after_its_calls(void **state)
{
    (void)state;
    two_statements();
    expect_acquire(0, 10, TL_FRAME_OWN);
    expect_acquire(1, 11, TL_FRAME_OWN);
    expect_acquire(2, 11, TL_FRAME_OWN);
    two_statements();
    assert_int_equal(recorder_count(TL_EVENT_statement), 2);
    assert_int_equal(recorder_count(TL_EVENT_restate), 0);
}

static NOINLINE void announces_alone(void)
{
    ANNOUNCE(90);
    ANNOUNCE(91);
}

static void what_no_event_refers_to_is_not_told(void **state)
{
    (void)state;
    announces_alone();
    assert_int_equal(recorder_count(TL_EVENT_statement), 0);
}

static NOINLINE void callee(void)
{
    tl_ptr_acquire(registered);
    ANNOUNCE(20);
    tl_ptr_acquire(registered); /* in a return statement, which is not announced */
}

static NOINLINE void caller_goes_on(void)
{
    tl_ptr_acquire(registered);
    callee();
    tl_ptr_acquire(registered);
    ANNOUNCE(30);
}

static void a_statement_goes_on_after_its_call(void **state)
{
    (void)state;
    caller_goes_on();
    expect_acquire(0, 30, TL_FRAME_OWN);
    expect_acquire(1, 20, TL_FRAME_OWN);
    expect_acquire(2, 30, TL_FRAME_OUTER);
    expect_acquire(3, 30, TL_FRAME_OWN);
}

static NOINLINE void returns_in_a_call(void)
{
    tl_ptr_acquire(registered);
    ANNOUNCE(25);
    tl_ptr_acquire(registered);
}

static void a_return_is_not_the_next_run_s_first_statement(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        returns_in_a_call(); /* nothing tells one run from the next but the order of the code */
    enum tl_frame frame;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(line_of_acquire(2 * i, &frame), 25);
        assert_int_equal(line_of_acquire(2 * i + 1, &frame), NO_LINE);
    }
}

static NOINLINE void library(void)
{
    tl_ptr_acquire(registered);
}

static NOINLINE void uses_library(void)
{
    library();
    ANNOUNCE(40);
    library();
    ANNOUNCE(41);
}

static void code_that_never_announces_has_its_caller_s_statement(void **state)
{
    (void)state;
    uses_library();
    expect_acquire(0, 40, TL_FRAME_OUTER);
    expect_acquire(1, 41, TL_FRAME_OUTER);
}

/* Its frame reaches deeper than that of who announces. */
static NOINLINE void deep_library(void)
{
    void *volatile pad[64] = {registered};
    tl_ptr_acquire(pad[0]);
}

static NOINLINE void announces_its_own(void)
{
    tl_ptr_acquire(registered);
    ANNOUNCE(43);
}

static void who_was_not_on_the_stack_announces_nothing_of_it(void **state)
{
    (void)state;
    deep_library();
    announces_its_own();
    expect_acquire(0, NO_LINE, TL_FRAME_OWN);
    expect_acquire(1, 43, TL_FRAME_OWN);
}

static NOINLINE void announces_before(void)
{
    ANNOUNCE(60);
    tl_ptr_acquire(registered);
    library();
    ANNOUNCE(61);
    tl_ptr_acquire(registered);
}

static void other_hosts_announce_before(void **state)
{
    (void)state;
    runtime.options.source = SOURCE_BEFORE;
    announces_before();
    expect_acquire(0, 60, TL_FRAME_OWN);
    expect_acquire(1, 60, TL_FRAME_OUTER);
    expect_acquire(2, 61, TL_FRAME_OWN);
}

static NOINLINE void with_frame(void)
{
    tl_mem_function_enter(0);
    tl_ptr_acquire(registered);
    ANNOUNCE(70);
    tl_ptr_acquire(registered);
    tl_mem_function_exit();
}

static void calls_without_end_stay_bounded(void **state)
{
    (void)state;
    for (int i = 0; i < 5000; i++)
        tl_mem_unregister(&i + i);
    with_frame();
    expect_acquire(0, 70, TL_FRAME_OWN);
}

#ifdef __clang__
#define JUMPS
#else
#define JUMPS __attribute__((optimize("optimize-sibling-calls")))
#endif

/* Each jumps to the announcement, where the compiler makes it so. */
static NOINLINE JUMPS void a_loop_s_body(void)
{
    tl_mem_enter_scope();
    tl_mem_exit_scope();
    ANNOUNCE(100);
}

static NOINLINE JUMPS void after_the_loop(void)
{
    tl_ptr_acquire(registered);
    ANNOUNCE(101);
}

static void *announce_by_jumps(void *unused)
{
    for (uint32_t i = 0; i < UNANNOUNCED_MOST; i++) /* of two calls each */
        a_loop_s_body();
    after_the_loop();
    return unused;
}

/* In a thread of its own, where nothing was announced before. */
static void who_announces_by_jumps_is_listened_to(void **state)
{
    pthread_t thread;
    (void)state;
    assert_int_equal(pthread_create(&thread, NULL, announce_by_jumps, NULL), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    expect_acquire(0, 101, TL_FRAME_OWN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_statement_is_announced_after_its_calls),
        TEST(what_no_event_refers_to_is_not_told),
        TEST(a_statement_goes_on_after_its_call),
        TEST(a_return_is_not_the_next_run_s_first_statement),
        TEST(code_that_never_announces_has_its_caller_s_statement),
        TEST(who_was_not_on_the_stack_announces_nothing_of_it),
        TEST(other_hosts_announce_before),
        TEST(calls_without_end_stay_bounded),
        TEST(who_announces_by_jumps_is_listened_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
