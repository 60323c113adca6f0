/* SPDX-License-Identifier: MIT */
/* When the state is told anew, and what of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tl/abi.h>

#include "manager/manager.h"
#include "recorder.h"

enum { EVERY = 1000, TWICE = 2 * EVERY, THRICE = 3 * EVERY };

static int set_up(void **state)
{
    (void)state;
    runtime.options.keyframe = EVERY;
    runtime.options.resident = 0;
    recorder_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    while (tl_get_scope_depth() > 1)
        tl_mem_exit_scope();
    runtime.options.keyframe = 0;
    return 0;
}

/* Scopes entered and left until so many events more have been told. */
static void pass(uint64_t events)
{
    for (const uint64_t end = trace.events + events; trace.events < end;) {
        tl_mem_enter_scope();
        tl_mem_exit_scope();
    }
}

static void the_state_is_told_anew(void **state)
{
    (void)state;
    tl_mem_enter_scope();
    void *block = malloc(24);
    tl_mem_register_struct_named(block, "Kept");
    const uint32_t object = recorder_last(TL_EVENT_register_struct_named)->register_struct_named.object;
    pass(TWICE);
    assert_in_range(recorder_count(TL_EVENT_keyframe), 1, 2);
    assert_int_equal(recorder_last(TL_EVENT_keyframe)->keyframe.objects, 1);
    assert_int_equal(recorder_last(TL_EVENT_keyframe)->keyframe.inherited, 0);
    assert_int_equal(recorder_last(TL_EVENT_inherited_scope)->inherited_scope.depth, 2);
    assert_int_equal(recorder_last(TL_EVENT_inherited_object)->inherited_object.object, object);
    assert_int_equal(recorder_last(TL_EVENT_inherited_object)->inherited_object.count, 1);
    assert_int_equal(recorder_last(TL_EVENT_inherited_record)->inherited_record.object, object);
    assert_string_equal(recorder_last(TL_EVENT_origin)->origin.name, "Kept");
    tl_mem_exit_scope();
}

static void its_end_is_a_context(void **state)
{
    (void)state;
    const size_t before = recorder_count(TL_EVENT_context);
    pass(TWICE);
    assert_true(recorder_count(TL_EVENT_context) > before);
}

static void too_many_objects_are_left_out(void **state)
{
    (void)state;
    tl_mem_enter_scope();
    for (int i = 0; i < EVERY / 4; i++)
        tl_mem_register_struct(malloc(8));
    recorder_start();
    pass(TWICE);
    assert_int_equal(recorder_last(TL_EVENT_keyframe)->keyframe.objects, 0);
    assert_int_equal(recorder_count(TL_EVENT_inherited_object), 0);
    assert_true(recorder_count(TL_EVENT_inherited_scope) > 0);
    tl_mem_exit_scope();
}

static void without_the_option_there_are_none(void **state)
{
    (void)state;
    runtime.options.keyframe = 0;
    pass(THRICE);
    assert_int_equal(recorder_count(TL_EVENT_keyframe), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_state_is_told_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(its_end_is_a_context, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_objects_are_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_the_option_there_are_none, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
