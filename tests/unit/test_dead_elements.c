/* SPDX-License-Identifier: MIT */
/* Elements that were freed before their vector's end: told of, unless something newer may be at their address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tl/tlscope.h>

#include "manager/manager.h"
#include "recorder.h"
#include "vectors.h"

/* Freed by an earlier call and known not to be allocated again: the vector holds a dangling pointer. */
static void an_element_freed_before(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(1);
    push(vec, element());
    runtime.options.quarantine = 1 << 16;
    assert_true(tlscope_manager_release_ptr(manager, vec->data[0]));
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_FREED);
    runtime.options.quarantine = 0;
}

static const struct tl_event_diagnostic *told(void)
{
    return &recorder_last(TL_EVENT_diagnostic)->diagnostic;
}

/* What is told of an element freed before its vector: its address and object, where it was freed, who held it. */
static void expect_held(const void *block, uint32_t number, uint32_t freed_at, const char *when)
{
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_FREED);
    assert_int_equal(told()->pointer, (uintptr_t)block);
    assert_int_equal(told()->object, number);
    assert_int_equal(told()->other_site, freed_at);
    assert_int_equal(told()->site, recorder_last(TL_EVENT_exit_scope)->exit_scope.site);
    assert_non_null(strstr(told()->text, "held it without a reference: its count reached 0"));
    assert_non_null(strstr(told()->text, when));
    assert_int_equal(recorder_last(TL_EVENT_element_release)->element_release.fate, TL_FATE_UNKNOWN);
}

static void expect_silence(void)
{
    assert_int_equal(recorder_last(TL_EVENT_element_release)->element_release.fate, TL_FATE_UNKNOWN);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void an_element_that_stands_twice(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(2);
    tlscope_manager_register_vec_ptr(manager, vec);
    void *block = element();
    push(vec, block);
    push(vec, block);
    tlscope_manager_exit_scope(manager);
    expect_held(block, recorder_last(TL_EVENT_element_release)->element_release.object,
                recorder_last(TL_EVENT_exit_scope)->exit_scope.site, "in this call already");
}

/* Its references are two: both are given back. */
static void an_element_that_stands_twice_by_right(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(2);
    tlscope_manager_register_vec_ptr(manager, vec);
    void *block = element();
    tlscope_manager_acquire_ptr(manager, block);
    push(vec, block);
    push(vec, block);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_last(TL_EVENT_element_release)->element_release.fate, TL_FATE_FREED);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void a_vector_that_stands_twice(void **state)
{
    (void)state;
    tl_vec *outer = new_vector(2);
    tl_vec *inner = new_vector(1);
    tlscope_manager_register_vec_ptr(manager, outer);
    tlscope_manager_register_vec_ptr(manager, inner);
    tlscope_manager_unregister(manager, inner);
    push(outer, inner);
    push(outer, inner);
    tlscope_manager_exit_scope(manager);
    expect_held(inner, recorder_event(TL_EVENT_element_release, 1)->element_release.object,
                recorder_last(TL_EVENT_exit_scope)->exit_scope.site, "in this call already");
}

/* Scope and vector own the one reference; the scope of an element that was not moved ends first. */
static void an_element_that_a_scope_freed(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(1);
    void *block = malloc(16);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, block);
    push(vec, block);
    tlscope_manager_exit_scope(manager);
    const uint32_t freed_at = recorder_last(TL_EVENT_exit_scope)->exit_scope.site;
    tlscope_manager_exit_scope(manager);
    expect_held(block, recorder_last(TL_EVENT_element_release)->element_release.object, freed_at, "before");
}

/* The one scope lists both: it frees the newer one, the element, first. */
static void an_element_that_its_vectors_scope_freed(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(1);
    void *block = malloc(16);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_register_struct(manager, block);
    push(vec, block);
    tlscope_manager_exit_scope(manager);
    expect_held(block, recorder_last(TL_EVENT_element_release)->element_release.object,
                recorder_last(TL_EVENT_exit_scope)->exit_scope.site, "in this call already");
}

static void an_element_in_the_pool(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(1);
    tl_tensor *tensor = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_acquire_ptr(manager, tensor);
    push(vec, tensor);
    assert_true(tlscope_manager_release_ptr(manager, tensor));
    const uint32_t freed_at = recorder_last(TL_EVENT_release_ptr)->release_ptr.site;
    tlscope_manager_exit_scope(manager);
    expect_held(tensor, recorder_last(TL_EVENT_element_release)->element_release.object, freed_at, "into the pool");
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 1);
}

/* A tensor that nobody ever counted is plain data, as is one of the pool that a new object has. */
static void elements_that_are_alive_uncounted(void **state)
{
    (void)state;
    tl_vec *vec = new_vector(1);
    tl_tensor *tensor = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_acquire_ptr(manager, tensor);
    assert_true(tlscope_manager_release_ptr(manager, tensor));
    assert_ptr_equal(tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU), tensor);
    push(vec, tensor);
    tlscope_manager_register_vec_ptr(manager, vec);
    tlscope_manager_exit_scope(manager);
    expect_silence();
    tlscope_tensor_free(manager, tensor);
}

/* The address of a freed struct is most likely new plain data's where the vector is newer than its death. */
static void plain_data_where_an_object_was(void **state)
{
    (void)state;
    void *freed = element();
    assert_true(tlscope_manager_release_ptr(manager, freed));
    void *plain = malloc(16); /* mostly the same memory */
    tl_vec *vec = new_vector(1);
    tlscope_manager_register_vec_ptr(manager, vec);
    push(vec, plain);
    tlscope_manager_exit_scope(manager);
    expect_silence();
    free(plain);
}

/* Counted as of unknown kind, and left where it is when its count reached 0. */
static void an_element_that_nobody_freed(void **state)
{
    (void)state;
    int plain = 0;
    tl_vec *vec = new_vector(1);
    tlscope_manager_register_vec_ptr(manager, vec);
    push(vec, &plain);
    tlscope_manager_acquire_ptr(manager, &plain);
    assert_true(tlscope_manager_release_ptr(manager, &plain));
    recorder_start();
    tlscope_manager_exit_scope(manager);
    expect_silence();
}

/* Its buffer was another vector's, and went in this call: no object was there. */
static void an_element_that_is_a_buffer(void **state)
{
    (void)state;
    tl_vec *first = new_vector(1);
    tl_vec *second = new_vector(1);
    push(first, second->data);
    tlscope_manager_register_vec_ptr(manager, first);
    tlscope_manager_register_vec_ptr(manager, second);
    tlscope_manager_exit_scope(manager);
    expect_silence();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        VECTOR(an_element_freed_before),
        VECTOR(an_element_that_stands_twice),
        VECTOR(an_element_that_stands_twice_by_right),
        VECTOR(a_vector_that_stands_twice),
        VECTOR(an_element_that_a_scope_freed),
        VECTOR(an_element_that_its_vectors_scope_freed),
        VECTOR(an_element_in_the_pool),
        VECTOR(elements_that_are_alive_uncounted),
        VECTOR(plain_data_where_an_object_was),
        VECTOR(an_element_that_nobody_freed),
        VECTOR(an_element_that_is_a_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
