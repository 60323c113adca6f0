/* SPDX-License-Identifier: MIT */
/* Which source statement a call was in: the runtime learns it from announcements that come after the calls. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <tl/abi.h>

#include "manager/manager.h"
#include "recorder.h"
#include "table/announced.h"

#define NOINLINE     __attribute__((noinline, noclone))
#define ANNOUNCE(at) tl_trace_mem("model.tl", at, 1, "let")

enum { NO_LINE = 0 };

/* What the events kept so far say of a site: its statement's line, and whose frame it is. */
static uint32_t line_of_site(uint32_t site, enum tl_frame *frame)
{
    uint32_t statement = 0;
    for (size_t i = 0; i < recorder_count(TL_EVENT_site); i++) {
        const struct tl_event_site *told = &recorder_event(TL_EVENT_site, i)->site;
        if (told->site == site) {
            statement = told->statement;
            *frame = told->frame;
        }
    }
    for (size_t i = 0; i < recorder_count(TL_EVENT_site_statement); i++) {
        const struct tl_event_site_statement *told = &recorder_event(TL_EVENT_site_statement, i)->site_statement;
        if (told->site == site) {
            statement = told->statement;
            *frame = told->frame;
        }
    }
    for (size_t i = 0; i < recorder_count(TL_EVENT_statement); i++) {
        const struct tl_event_statement *told = &recorder_event(TL_EVENT_statement, i)->statement;
        if (told->statement == statement)
            return told->line;
    }
    return NO_LINE;
}

/* The line of the `place`-th acquire since the start. */
static uint32_t line_of_acquire(size_t place, enum tl_frame *frame)
{
    return line_of_site(recorder_event(TL_EVENT_ptr_acquire, place)->ptr_acquire.site, frame);
}

static void expect_acquire(size_t place, uint32_t line, enum tl_frame frame)
{
    enum tl_frame found = TL_FRAME_OWN;
    assert_int_equal(line_of_acquire(place, &found), line);
    assert_int_equal(found, frame);
}

static void *block;

static int set_up(void **state)
{
    (void)state;
    block = malloc(16);
    tl_mem_register_struct(block);
    runtime.options.source = SOURCE_AFTER;
    recorder_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    while (tl_get_refcount_count() != 0)
        tl_ptr_release(block);
    return 0;
}

static NOINLINE void two_statements(void)
{
    tl_ptr_acquire(block);
    ANNOUNCE(10);
    tl_ptr_acquire(block);
    tl_ptr_acquire(block);
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
    tl_ptr_acquire(block);
    ANNOUNCE(20);
    tl_ptr_acquire(block); /* in a return statement, which is not announced */
}

static NOINLINE void caller_goes_on(void)
{
    tl_ptr_acquire(block);
    callee();
    tl_ptr_acquire(block);
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
    tl_ptr_acquire(block);
    ANNOUNCE(25);
    tl_ptr_acquire(block);
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
    tl_ptr_acquire(block);
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
    void *volatile pad[64] = {block};
    tl_ptr_acquire(pad[0]);
}

static NOINLINE void announces_its_own(void)
{
    tl_ptr_acquire(block);
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

static NOINLINE void interpreter(const uint32_t *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tl_ptr_acquire(block);
        ANNOUNCE(lines[i]);
    }
}

static void one_address_may_call_for_many_statements(void **state)
{
    (void)state;
    interpreter((const uint32_t[]){50, 51, 50}, 3);
    expect_acquire(0, 50, TL_FRAME_OWN);
    assert_int_equal(recorder_count(TL_EVENT_restate), 2);
    const struct tl_event_restate *second = &recorder_event(TL_EVENT_restate, 0)->restate;
    const struct tl_event_restate *third = &recorder_event(TL_EVENT_restate, 1)->restate;
    enum tl_frame frame;
    assert_int_equal(line_of_site(second->site, &frame), 51);
    assert_int_equal(second->told, recorder_event(TL_EVENT_ptr_acquire, 1)->ptr_acquire.site);
    assert_int_equal(line_of_site(third->site, &frame), 50);
    assert_int_equal(second->object, recorder_event(TL_EVENT_ptr_acquire, 1)->ptr_acquire.object);
}

static NOINLINE tl_tensor *library_tensor(void)
{
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 4, TLSCOPE_F32, TLSCOPE_CPU);
    __asm__ volatile(""); /* no jump to it */
    return tensor;
}

static NOINLINE void library_scope(void)
{
    tl_mem_enter_scope();
    __asm__ volatile("");
}

static NOINLINE void make_two(tl_tensor *tensors[2])
{
    const volatile uint32_t count = 2; /* or the compiler writes all twice, and each call has its own address */
    for (uint32_t i = 0; i < count; i++) {
        tensors[i] = library_tensor();
        library_scope();
        ANNOUNCE(55 + i);
    }
}

static uint32_t line_of_tensor(const tl_tensor *tensor, enum tl_frame *frame)
{
    const struct objects *objects = &global_manager.objects;
    return line_of_site(object_at(objects, objects_find(objects, tensor))->site, frame);
}

/* For diagnostics and the leak report, which have no trace to be put right. */
static void the_tables_are_put_right_too(void **state)
{
    (void)state;
    tl_tensor *tensors[2];
    enum tl_frame frame;
    make_two(tensors);
    assert_int_equal(line_of_tensor(tensors[0], &frame), 55);
    assert_int_equal(line_of_tensor(tensors[1], &frame), 56);
    assert_int_equal(frame, TL_FRAME_OUTER);
    assert_int_equal(line_of_site(scope_at(&global_manager.scopes, 2)->site, &frame), 55);
    assert_int_equal(line_of_site(scope_at(&global_manager.scopes, 3)->site, &frame), 56);
    assert_int_equal(recorder_event(TL_EVENT_restate, 1)->restate.object, /* of the latest call first */
                     recorder_event(TL_EVENT_object_new, 1)->object_new.object);
    tl_mem_exit_scope();
    tl_mem_exit_scope();
    for (int i = 0; i < 2; i++) {
        tl_tensor_acquire(tensors[i]);
        tl_tensor_release(tensors[i]);
    }
}

static NOINLINE void announces_before(void)
{
    ANNOUNCE(60);
    tl_ptr_acquire(block);
    library();
    ANNOUNCE(61);
    tl_ptr_acquire(block);
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

static NOINLINE void without_lines(void)
{
    tl_ptr_acquire(block);
    tl_trace_mem("unknown", 0, 0, "let");
    tl_ptr_acquire(block);
    tl_trace_mem(NULL, 0, 0, NULL);
}

static void statements_without_lines_are_told_apart(void **state)
{
    (void)state;
    without_lines();
    assert_int_equal(recorder_count(TL_EVENT_statement), 2);
    assert_string_equal(recorder_event(TL_EVENT_statement, 0)->statement.tag, "let");
    assert_int_not_equal(recorder_event(TL_EVENT_statement, 0)->statement.address,
                         recorder_event(TL_EVENT_statement, 1)->statement.address);
}

static NOINLINE void with_frame(void)
{
    tl_mem_function_enter(0);
    tl_ptr_acquire(block);
    ANNOUNCE(70);
    tl_ptr_acquire(block);
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

static void sizes_that_the_program_tells_are_taken(void **state)
{
    (void)state;
    void *foreign = &state;
    tl_ptr_acquire(foreign);
    tl_log_alloc(foreign, 4096, "model.tl", 7);
    const struct tl_event_logged_alloc *told = &recorder_last(TL_EVENT_logged_alloc)->logged_alloc;
    assert_int_equal(told->bytes, 4096);
    assert_int_not_equal(told->object, 0);
    assert_int_equal(recorder_last(TL_EVENT_statement)->statement.line, 7);
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.bytes, 4096);
    tl_log_free(foreign, NULL, 0);
    assert_int_equal(recorder_last(TL_EVENT_logged_free)->logged_free.statement, 0);
    tl_log_alloc(NULL, 1, NULL, 0);
    assert_int_equal(recorder_count(TL_EVENT_logged_alloc), 1);
    tl_ptr_release(foreign);
}

static NOINLINE void misuse(void)
{
    tl_ptr_acquire(block);
    ANNOUNCE(80);
    tl_ptr_release(&block); /* never seen */
    ANNOUNCE(81);
}

static void a_diagnostic_says_after_which_statement(void **state)
{
    (void)state;
    char said[1024];
    FILE *file = tmpfile();
    const int kept = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    misuse();
    dup2(kept, STDERR_FILENO);
    close(kept);
    rewind(file);
    said[fread(said, 1, sizeof said - 1, file)] = '\0';
    fclose(file);
    assert_non_null(strstr(said, "    after model.tl:80, at "));
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
    tl_ptr_acquire(block);
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
        TEST(one_address_may_call_for_many_statements),
        TEST(the_tables_are_put_right_too),
        TEST(other_hosts_announce_before),
        TEST(statements_without_lines_are_told_apart),
        TEST(calls_without_end_stay_bounded),
        TEST(sizes_that_the_program_tells_are_taken),
        TEST(a_diagnostic_says_after_which_statement),
        TEST(who_announces_by_jumps_is_listened_to),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
