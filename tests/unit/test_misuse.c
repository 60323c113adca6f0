/* SPDX-License-Identifier: MIT */
/* Misuse of objects: one diagnostic each, and the tables as they should be after it. */
#include <stdlib.h>
#include <string.h>

#include "misuse_case.h"

static void release_of_a_stranger(void **state)
{
    (void)state;
    int stranger = 0;
    release(&stranger);
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_UNKNOWN);
    call_release(manager, TL_EVENT_tensor_release, &stranger, HERE);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_UNKNOWN), 2);
    assert_false(tlscope_manager_release_ptr(manager, &stranger)); /* an answer, not misuse */
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 2);
}

static void second_release(void **state)
{
    (void)state;
    void *block = malloc(32);
    tlscope_manager_acquire_ptr(manager, block);
    tlscope_manager_register_struct(manager, block);
    release(block);
    release(block);
    const uint32_t number = recorder_last(TL_EVENT_ptr_release)->ptr_release.object;
    recorder_start();
    release(block);
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_FREED);
    assert_int_equal(told()->object, number);
    assert_int_not_equal(told()->other_site, 0);
}

static void tensors_in_the_wrong_pool(void **state)
{
    (void)state;
    tlscope_pool *pool = tlscope_manager_pool(manager);
    tl_tensor *tensor = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    assert_int_equal(tlscope_pool_release(pool, tensor, 1000, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_FULL);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_TENSOR), 1);
    tlscope_tensor_free(manager, tensor);
    assert_int_equal(tlscope_pool_release(pool, tensor, 4, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_FULL);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_FREED), 1);
    assert_int_equal(tlscope_pool_total_count(pool), 0);
}

static void a_count_where_a_new_tensor_comes(void **state)
{
    (void)state;
    enum { MANY = 100 };
    tl_tensor *tensors[MANY];
    for (int i = 0; i < MANY; i++)
        tensors[i] = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    for (int i = 0; i < MANY; i++)
        tlscope_tensor_free(manager, tensors[i]);
    for (int i = 0; i < MANY; i++)
        tlscope_manager_acquire_ptr(manager, tensors[i]);
    assert_int_equal(manager->objects.counted, MANY);
    for (int i = 0; i < MANY; i++)
        tensors[i] = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    const size_t met = recorder_diagnostics(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(manager->objects.counted, MANY - met);
    for (int i = 0; i < MANY; i++) {
        assert_false(tlscope_manager_counts(manager, tensors[i]));
        tlscope_tensor_free(manager, tensors[i]);
    }
    if (met == 0)
        skip(); /* this malloc gives other addresses */
}

static void a_struct_is_not_pooled(void **state)
{
    (void)state;
    tlscope_pool *pool = tlscope_manager_pool(manager);
    void *block = malloc(64);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, block);
    recorder_start();
    assert_int_equal(tlscope_pool_release(pool, block, 16, TLSCOPE_F32, TLSCOPE_CPU), TLSCOPE_POOL_FULL);
    recorder_expect_only(TL_DIAGNOSTIC_KIND_MISMATCH);
    assert_int_equal(tlscope_pool_total_count(pool), 0);
    assert_int_equal(tlscope_manager_counts(manager, block), 1);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_FREED);
}

/* Its record is all that is left of it: with that, its object goes too. */
static void tensor_freed_that_is_only_listed(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, tensor);
    manager->pool.tensors.limit = 0;
    release(tensor);
    for (int i = 0; i < 5000; i++) {
        void *block = malloc(24);
        tlscope_manager_register_struct(manager, block);
        tlscope_manager_unregister(manager, block);
        tlscope_manager_release_ptr(manager, block);
    }
    tlscope_tensor_free(manager, tensor);
    /* Never seen, or a freed block's: malloc may have used the address for one of those. */
    assert_int_equal(
        recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_UNKNOWN) + recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_FREED), 1);
    tlscope_manager_exit_scope(manager);
}

static void tensor_freed_twice(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_tensor_free(manager, tensor);
    tlscope_tensor_free(manager, tensor);
    recorder_expect_only(TL_DIAGNOSTIC_RELEASE_FREED);
}

static void acquire_of_a_stranger(void **state)
{
    (void)state;
    int stranger = 0;
    tlscope_manager_acquire_ptr(manager, &stranger);
    recorder_expect_only(TL_DIAGNOSTIC_ACQUIRE_UNKNOWN);
    assert_int_equal(manager->objects.counted, 1);
    release(&stranger); /* of unknown kind: nothing is freed */
    assert_int_equal(recorder_last(TL_EVENT_ptr_release)->ptr_release.fate, TL_FATE_DROPPED);
    assert_int_equal(manager->objects.counted, 0);
}

static void acquire_of_a_pooled_tensor(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_acquire_ptr(manager, tensor);
    release(tensor);
    tlscope_manager_acquire_ptr(manager, tensor);
    recorder_expect_only(TL_DIAGNOSTIC_ACQUIRE_FREED);
    assert_non_null(strstr(recorder_last(TL_EVENT_diagnostic)->diagnostic.text, "it is in the pool; not counted"));
    assert_int_equal(recorder_last(TL_EVENT_ptr_acquire)->ptr_acquire.outcome, TL_ACQUIRE_REFUSED);
    assert_int_equal(manager->objects.counted, 0);
    assert_ptr_equal(tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU), tensor);
    tlscope_tensor_free(manager, tensor);
}

static void another_kind(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    void *block = malloc(64);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_register_vec_ptr(manager, block);
    recorder_expect_only(TL_DIAGNOSTIC_KIND_MISMATCH);
    assert_int_equal(recorder_last(TL_EVENT_register_vec_ptr)->register_vec_ptr.count, 2);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_FREED);
}

static void registering_a_pooled_tensor(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_acquire_ptr(manager, tensor);
    release(tensor);
    tlscope_manager_register_tensor(manager, tensor);
    recorder_expect_only(TL_DIAGNOSTIC_REGISTER_FREED);
    assert_int_equal(recorder_last(TL_EVENT_register_tensor)->register_tensor.outcome, TL_REGISTER_REFUSED);
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 1);
}

static void tensor_pooled_twice(void **state)
{
    (void)state;
    int tensor;
    tlscope_pool *pool = tlscope_manager_pool(manager);
    assert_int_equal(tlscope_pool_release(pool, (tl_tensor *)(void *)&tensor, 4, 0, 0), TLSCOPE_POOL_POOLED);
    assert_int_equal(tlscope_pool_release(pool, (tl_tensor *)(void *)&tensor, 4, 0, 0), TLSCOPE_POOL_DUPLICATE);
    recorder_expect_only(TL_DIAGNOSTIC_POOLED_TWICE);
    assert_int_equal(tlscope_pool_total_count(pool), 1);
    assert_ptr_equal(tlscope_pool_acquire(pool, 4, 0, 0), &tensor);
}

static void stale_record_leaves_the_new_owner_alone(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, tensor);
    release(tensor);
    tl_tensor *again = tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_CPU);
    assert_ptr_equal(again, tensor);
    tlscope_manager_acquire_ptr(manager, again);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_STALE_RECORD);
    assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_STALE);
    assert_int_equal(manager->objects.counted, 1);
    release(again);
}

static void undescribed_tensor(void **state)
{
    (void)state;
    tl_tensor *tensor = malloc(64);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, tensor);
    recorder_expect_only(TL_DIAGNOSTIC_TENSOR_UNDESCRIBED);
    tlscope_manager_register_tensor(manager, tensor);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_TENSOR_UNDESCRIBED);
    assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_DROPPED);
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 0);
    free(tensor);
}

static void count_at_its_limit(void **state)
{
    (void)state;
    void *block = malloc(8);
    tlscope_manager_register_struct(manager, block);
    struct object *object = object_at(&manager->objects, objects_find(&manager->objects, block));
    object->count = UINT32_MAX;
    tlscope_manager_acquire_ptr(manager, block);
    tlscope_manager_register_struct(manager, block);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_COUNT_OVERFLOW), 2);
    assert_int_equal(object->count, UINT32_MAX);
    object->count = 1;
    release(block);
}

static void tensors_that_cannot_be(void **state)
{
    (void)state;
    assert_null(tlscope_tensor_new(manager, 8, 99, TLSCOPE_CPU));
    assert_null(tlscope_tensor_new(manager, 8, TLSCOPE_F32, TLSCOPE_METAL));
    assert_null(tlscope_tensor_new(manager, SIZE_MAX, TLSCOPE_F64, TLSCOPE_CPU));
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_BAD_TENSOR), 3);
    assert_null(tlscope_tensor_new(manager, (size_t)1 << 44, TLSCOPE_F32, TLSCOPE_CPU));
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_OUT_OF_MEMORY), 1);
}

static void a_flood_is_counted(void **state)
{
    (void)state;
    int stranger = 0;
    for (int i = 0; i < 1000; i++)
        release(&stranger);
    assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_RELEASE_UNKNOWN), 1000);
    assert_string_not_equal(recorder_event(TL_EVENT_diagnostic, 0)->diagnostic.text, "");
    for (size_t i = 1; i < 1000; i++)
        assert_string_equal(recorder_event(TL_EVENT_diagnostic, i)->diagnostic.text, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISUSE(release_of_a_stranger),
        MISUSE(second_release),
        MISUSE(tensors_in_the_wrong_pool),
        MISUSE(a_count_where_a_new_tensor_comes),
        MISUSE(a_struct_is_not_pooled),
        MISUSE(tensor_freed_that_is_only_listed),
        MISUSE(tensor_freed_twice),
        MISUSE(acquire_of_a_stranger),
        MISUSE(acquire_of_a_pooled_tensor),
        MISUSE(another_kind),
        MISUSE(registering_a_pooled_tensor),
        MISUSE(tensor_pooled_twice),
        MISUSE(stale_record_leaves_the_new_owner_alone),
        MISUSE(undescribed_tensor),
        MISUSE(count_at_its_limit),
        MISUSE(tensors_that_cannot_be),
        MISUSE(a_flood_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
