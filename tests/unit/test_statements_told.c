/* SPDX-License-Identifier: MIT */
/* What is told of statements: in events and tables, put right where one address calls for many, and in diagnostics. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "manager/manager.h"
#include "statement_case.h"

static NOINLINE void interpreter(const uint32_t *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        tl_ptr_acquire(registered);
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

static NOINLINE void without_lines(void)
{
    tl_ptr_acquire(registered);
    tl_trace_mem("unknown", 0, 0, "let");
    tl_ptr_acquire(registered);
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
    tl_ptr_acquire(registered);
    ANNOUNCE(80);
    tl_ptr_release(&registered); /* never seen */
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

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(one_address_may_call_for_many_statements), TEST(the_tables_are_put_right_too),
        TEST(statements_without_lines_are_told_apart),  TEST(sizes_that_the_program_tells_are_taken),
        TEST(a_diagnostic_says_after_which_statement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
