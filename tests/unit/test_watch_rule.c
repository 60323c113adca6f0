/* SPDX-License-Identifier: MIT */
/* Which objects the trace is told of, and that it is told of them wholly or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tl/abi.h>
#include <tl/tensor.h>
#include <tl/tlscope.h>

#include "manager/held.h"
#include "manager/manager.h"
#include "manager/watch_rule.h"
#include "recorder.h"

static int set_up(void **state)
{
    (void)state;
    runtime.options.resident = 0;
    recorder_start();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    while (tl_get_scope_depth() > 1)
        tl_mem_exit_scope();
    runtime.options.sample = runtime.options.sample_bytes = 0;
    runtime.options.min_size = runtime.options.max_size = 0;
    runtime.options.only_kind[0] = runtime.options.scope_site[0] = '\0';
    watch_rule_start();
    return 0;
}

static void only_kinds(const char *list)
{
    snprintf(runtime.options.only_kind, sizeof runtime.options.only_kind, "%s", list);
    watch_rule_start();
}

/* A life with every kind of event in it. */
static void live(size_t bytes)
{
    void *block = malloc(bytes);
    tl_mem_enter_scope();
    tl_mem_register_struct(block);
    tl_ptr_acquire(block);
    tl_mem_unregister(block);
    tl_mem_register_ptr(block);
    tlscope_keep(block);
    tl_ptr_release(block);
    tl_mem_exit_scope();
    tl_ptr_release(block);
}

static size_t object_events(void)
{
    static const enum tl_event_id ids[] = {
        TL_EVENT_object_new,      TL_EVENT_register_struct, TL_EVENT_ptr_acquire,
        TL_EVENT_unregister,      TL_EVENT_register_ptr,    TL_EVENT_keep,
        TL_EVENT_ptr_release,     TL_EVENT_record_release,  TL_EVENT_object_end,
        TL_EVENT_element_release, TL_EVENT_is_registered,   TL_EVENT_tensor_free,
        TL_EVENT_object_reuse,    TL_EVENT_register_tensor, TL_EVENT_tensor_release,
    };
    size_t events = 0;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        events += recorder_count(ids[i]);
    return events;
}

static void all_is_told_by_default(void **state)
{
    (void)state;
    assert_false(watch_some);
    live(24);
    assert_int_equal(recorder_count(TL_EVENT_object_new), 1);
    assert_int_equal(recorder_count(TL_EVENT_ptr_release), 2);
}

static void an_object_left_out_is_left_out_wholly(void **state)
{
    (void)state;
    only_kinds("tensor,vector");
    live(24);
    assert_int_equal(object_events(), 0);
    assert_int_equal(recorder_count(TL_EVENT_enter_scope), 1);
    assert_int_equal(recorder_count(TL_EVENT_exit_scope), 1);
}

static void an_object_told_of_is_told_of_wholly(void **state)
{
    (void)state;
    live(24);
    const size_t all = object_events();
    recorder_start();
    only_kinds("vector,struct");
    live(24);
    assert_int_equal(object_events(), all);
}

static void misses_are_left_out_and_misuse_is_not(void **state)
{
    (void)state;
    only_kinds("tensor");
    tl_mem_unregister(&state);
    tl_ptr_release(&state);
    assert_int_equal(object_events(), 0);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_UNKNOWN), 1);
}

static void sizes_are_limits_on_both_sides(void **state)
{
    (void)state;
    runtime.options.min_size = 100;
    runtime.options.max_size = 1000;
    watch_rule_start();
    live(24);
    live(5000);
    assert_int_equal(object_events(), 0);
    live(500);
    assert_int_equal(recorder_count(TL_EVENT_object_new), 1);
}

static void one_in_so_many_is_sampled(void **state)
{
    enum { OBJECTS = 20000, ONE_OF = 20, MEAN = OBJECTS / ONE_OF, MARGIN = 160 /* five standard deviations */ };
    (void)state;
    runtime.options.sample = ONE_OF;
    watch_rule_start();
    for (int i = 0; i < OBJECTS; i++)
        live(24);
    assert_in_range(recorder_count(TL_EVENT_object_new), MEAN - MARGIN, MEAN + MARGIN);
    assert_int_equal(recorder_count(TL_EVENT_ptr_release), 2 * recorder_count(TL_EVENT_object_new));
    watch_rule_tell_counts();
    assert_int_equal(recorder_last(TL_EVENT_selected)->selected.objects, OBJECTS);
}

static void what_is_large_is_always_sampled_by_bytes(void **state)
{
    enum { OBJECTS = 2000 };
    (void)state;
    runtime.options.sample_bytes = 4000;
    watch_rule_start();
    for (int i = 0; i < OBJECTS; i++)
        live(40);
    assert_in_range(recorder_count(TL_EVENT_object_new), 2, OBJECTS / 10);
    recorder_start();
    for (int i = 0; i < OBJECTS; i++)
        live(4096);
    assert_int_equal(recorder_count(TL_EVENT_object_new), OBJECTS);
}

/* Each time out of the pool is a life of its own; what the trace is told fits together whichever are told. */
static void pooled_tensors_are_settled_anew(void **state)
{
    enum { ROUNDS = 400 };
    (void)state;
    runtime.options.sample = 2;
    watch_rule_start();
    for (int i = 0; i < ROUNDS; i++) {
        tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), 64, TLSCOPE_F32, TLSCOPE_CPU);
        tl_mem_enter_scope();
        tl_mem_register_tensor(tensor);
        tl_mem_exit_scope();
    }
    const size_t told = recorder_count(TL_EVENT_register_tensor);
    assert_in_range(told, ROUNDS / 4, 3 * ROUNDS / 4);
    assert_int_equal(recorder_count(TL_EVENT_object_new) + recorder_count(TL_EVENT_object_reuse), told);
    assert_int_equal(recorder_count(TL_EVENT_record_release), told);
    assert_true(recorder_count(TL_EVENT_object_end) > 0); /* of those that became one that is not told of */
}

void enters_a_scope(void);

__attribute__((noinline)) void enters_a_scope(void)
{
    tl_mem_enter_scope();
    live(24);
    tl_mem_exit_scope();
}

static void only_objects_inside_a_scope_of_a_function(void **state)
{
    (void)state;
    snprintf(runtime.options.scope_site, sizeof runtime.options.scope_site, "%s", "enters_a_scope");
    watch_rule_start();
    live(24);
    assert_int_equal(object_events(), 0);
    enters_a_scope();
    assert_int_equal(recorder_count(TL_EVENT_object_new), 1);
    live(24);
    assert_int_equal(recorder_count(TL_EVENT_object_new), 1);
}

static void the_rule_is_told(void **state)
{
    (void)state;
    runtime.options.sample = 50;
    runtime.options.min_size = 7;
    only_kinds("tensor,struct");
    watch_rule_tell();
    const struct tl_event_selection *told = &recorder_last(TL_EVENT_selection)->selection;
    assert_int_equal(told->one_of, 50);
    assert_int_equal(told->by_bytes, 0);
    assert_int_equal(told->kinds, 1u << TL_KIND_TENSOR | 1u << TL_KIND_STRUCT);
    assert_int_equal(told->min_size, 7);
}

/* A vector in the current scope that holds a struct of its own, and what is given. */
static tl_vec *vector_of(void *other)
{
    tl_vec *vec = malloc(sizeof *vec);
    *vec = (tl_vec){.data = malloc(2 * sizeof(void *)), .cap = 2, .len = 2};
    vec->data[0] = malloc(24);
    vec->data[1] = other;
    tl_mem_register_struct(vec->data[0]);
    tl_mem_unregister(vec->data[0]);
    tl_mem_register_vec_ptr(vec);
    return vec;
}

/* How many elements were told to stand in a vector that is lost, where it is 0. */
static size_t elements_told(bool lost)
{
    size_t count = 0;
    recorder_start();
    held_tell();
    for (size_t i = 0; i < recorder_count(TL_EVENT_vector_holds); i++)
        count += (recorder_event(TL_EVENT_vector_holds, i)->vector_holds.vector == 0) == lost;
    return count;
}

static void of_a_vector_left_out_is_told_whether_it_is_lost(void **state)
{
    (void)state;
    only_kinds("struct");
    tl_vec *inner = vector_of(NULL);
    tl_mem_unregister(inner);
    assert_int_equal(elements_told(true), 1);
    assert_int_equal(elements_told(false), 0);
    tl_vec *outer = vector_of(inner);
    assert_int_equal(elements_told(true), 0); /* the global scope has one, which holds the other */
    assert_int_equal(elements_told(false), 2);
    tl_mem_unregister(outer);
    assert_int_equal(elements_told(true), 2);
    tl_ptr_release(outer);
    assert_int_equal(elements_told(true) + elements_told(false), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_is_told_by_default, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_object_left_out_is_left_out_wholly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_object_told_of_is_told_of_wholly, set_up, tear_down),
        cmocka_unit_test_setup_teardown(misses_are_left_out_and_misuse_is_not, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sizes_are_limits_on_both_sides, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_in_so_many_is_sampled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_large_is_always_sampled_by_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pooled_tensors_are_settled_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(only_objects_inside_a_scope_of_a_function, set_up, tear_down),
        cmocka_unit_test_setup_teardown(of_a_vector_left_out_is_told_whether_it_is_lost, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_rule_is_told, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
