/* SPDX-License-Identifier: MIT */
/* Vectors at their end: elements, buffers, nesting without recursion, headers that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tl/tlscope.h>

#include "manager/calls.h"
#include "manager/held.h"
#include "recorder.h"
#include "vectors.h"

static void elements_are_released(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(8);
    void *shared = element();
    tlscope_manager_acquire_ptr(manager, shared);
    push(vec, element());
    push(vec, shared);
    push(vec, NULL);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_element_release), 2);
    assert_int_equal(recorder_event(TL_EVENT_element_release, 0)->element_release.fate, TL_FATE_FREED);
    assert_int_equal(recorder_event(TL_EVENT_element_release, 1)->element_release.count, 1);
    assert_int_equal(manager->objects.counted, 1);
    assert_true(tlscope_manager_release_ptr(manager, shared));
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void empty_vectors_end_quietly(void **state)
{
    (void)state;
    tl_vec *dangling = new_vector(0);
    dangling->data = (void **)8; /* how some languages spell 'nothing allocated' */
    tlscope_manager_register_vec_ptr(manager, new_vector(0));
    tlscope_manager_register_vec_ptr(manager, new_vector(4));
    tlscope_manager_register_vec_ptr(manager, dangling);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(manager->objects.counted, 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

/* Elements that no entry is known of are no alarm: plain memory may stand in a vector. */
static void unknown_elements_are_left_alone(void **state)
{
    (void)state;
    int plain = 0;
    tl_vec *vec = new_vector(1);
    push(vec, &plain);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_last(TL_EVENT_element_release)->element_release.fate, TL_FATE_UNKNOWN);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

/* A shallow copy, a buffer that is the container, a buffer that is registered: each is freed once. */
static void shared_buffers_are_freed_once(void **state)
{
    (void)state;
    tl_vec *first = new_vector(4);
    tl_vec *copy = malloc(sizeof *copy);
    *copy = *first;
    tlscope_manager_register_vec_ptr(manager, first);
    tlscope_manager_register_vec_ptr(manager, copy);
    tl_vec *itself = malloc(sizeof *itself);
    *itself = (tl_vec){.data = (void **)(void *)itself, .cap = 3};
    tlscope_manager_register_vec_ptr(manager, itself);
    tl_vec *registered = new_vector(2);
    tlscope_manager_register_struct(manager, registered->data);
    tlscope_manager_register_vec_ptr(manager, registered);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_VECTOR_HEADER), 3);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 3);
    assert_int_equal(manager->objects.counted, 0);
}

/* A vector in the global scope, and one in that: what they hold is no leak; what a lost vector holds is. */
static void elements_of_global_vectors_are_no_leaks(void **state)
{
    (void)state;
    tl_vec *outer = new_vector(2);
    tl_vec *inner = new_vector(1);
    void *first = malloc(16);
    void *second = malloc(16);
    push(inner, first);
    push(outer, inner);
    push(outer, second);
    tl_mem_register_vec_ptr(outer);
    tl_mem_enter_scope();
    tl_mem_register_vec_ptr(inner);
    tl_mem_register_struct(first);
    tl_mem_register_struct(second);
    tl_mem_unregister(inner);
    tl_mem_unregister(first);
    tl_mem_unregister(second);
    tl_mem_exit_scope();
    assert_int_equal(tlscope_leak_check(), 0);
    recorder_start();
    held_tell();
    assert_int_equal(recorder_count(TL_EVENT_vector_holds), 3);
    tl_ptr_acquire(second); /* one reference more than the vector's */
    assert_int_equal(tlscope_leak_check(), 1);
    tl_ptr_release(second);
    tl_mem_unregister(outer);
    assert_int_equal(tlscope_leak_check(), 4);
    tl_ptr_release(outer);
    assert_int_equal(tlscope_leak_check(), 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void deep_nesting_does_not_recurse(void **state)
{
    (void)state;
    enum { DEEP = 200000 };
    tl_vec *outer = new_vector(1);
    tl_vec *vec = outer;
    for (int i = 0; i < DEEP; i++) {
        tl_vec *inner = new_vector(1);
        tlscope_manager_register_vec_ptr(manager, inner);
        tlscope_manager_unregister(manager, inner);
        push(vec, inner);
        vec = inner;
    }
    tlscope_manager_register_vec_ptr(manager, outer);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(manager->objects.counted, 0);
    assert_int_equal(recorder_count(TL_EVENT_element_release), DEEP);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void headers_that_lie(void **state)
{
    (void)state;
    static void *in_data[4];
    const tl_vec headers[] = {
        {NULL, 4, 2},    {NULL, -1, 0},       {NULL, 0, -1},        {NULL, 1, 5},
        {in_data, 4, 1}, {(void **)16, 4, 4}, {NULL, INT64_MAX, 0},
    };
    const size_t count = sizeof headers / sizeof headers[0];
    for (size_t i = 0; i < count; i++) {
        tl_vec *vec = malloc(sizeof *vec);
        *vec = headers[i];
        tlscope_manager_register_vec_ptr(manager, vec);
    }
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_VECTOR_HEADER), count);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), count);
    assert_int_equal(manager->objects.counted, 0);
}

static void a_vector_in_itself(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(2);
    push(vec, vec);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_VECTOR_CYCLE);
    assert_int_equal(manager->objects.counted, 0);
}

static void a_vector_in_its_element(void **state)
{
    (void)state;
    tl_vec *outer = new_vector(1);
    tl_vec *inner = new_vector(1);
    tlscope_manager_register_vec_ptr(manager, inner);
    tlscope_manager_unregister(manager, inner);
    push(outer, inner);
    push(inner, outer);
    tlscope_manager_register_vec_ptr(manager, outer);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_VECTOR_CYCLE);
    assert_int_equal(manager->objects.counted, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VECTOR(elements_are_released),
        VECTOR(empty_vectors_end_quietly),
        VECTOR(unknown_elements_are_left_alone),
        VECTOR(shared_buffers_are_freed_once),
        VECTOR(elements_of_global_vectors_are_no_leaks),
        VECTOR(deep_nesting_does_not_recurse),
        VECTOR(headers_that_lie),
        VECTOR(a_vector_in_itself),
        VECTOR(a_vector_in_its_element),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
