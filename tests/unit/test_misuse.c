/* SPDX-License-Identifier: MIT */
/* Every misuse of the contract: one diagnostic, and the tables as they should be after it. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "manager/calls.h"
#include "recorder.h"

#define HERE ((struct caller){__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

static tlscope_manager *manager;

static int set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    manager = tlscope_manager_new();
    recorder_start();
    return manager == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&manager->objects));
    assert_true(scopes_are_valid(&manager->scopes));
    tlscope_manager_destroy(manager);
    runtime.options.quarantine = 0;
    return 0;
}

static const struct tl_event_diagnostic *told(void)
{
    return &recorder_last(TL_EVENT_diagnostic)->diagnostic;
}

/* Not inlined: the site of its calls is the test that calls it. */
__attribute__((noinline)) static void release(void *pointer)
{
    call_release(manager, TL_EVENT_ptr_release, pointer, HERE);
}

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
    assert_non_null(strstr(told()->text, "in the function: 2;"));
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

static void registering_a_quarantined_block(void **state)
{
    (void)state;
    runtime.options.quarantine = 1 << 16;
    void *block = malloc(48);
    tlscope_manager_register_struct(manager, block);
    release(block);
    tlscope_manager_register_struct(manager, block);
    recorder_expect_only(TL_DIAGNOSTIC_REGISTER_FREED);
}

/* Memory that AddressSanitizer knows to be forbidden. */
__attribute__((no_sanitize("address"))) static void write_forbidden(volatile char *byte)
{
    *byte = 1;
}

static void write_into_quarantine(void **state)
{
    (void)state;
    runtime.options.quarantine = 1 << 16;
    volatile char *block = malloc(48);
    tlscope_manager_register_struct(manager, (void *)(uintptr_t)block);
    const uint32_t number = recorder_last(TL_EVENT_register_struct)->register_struct.object;
    release((void *)(uintptr_t)block);
    write_forbidden(&block[13]);
    for (int i = 0; i < 4000; i++) {
        void *other = malloc(48);
        tlscope_manager_register_struct(manager, other);
        release(other);
    }
    recorder_expect_only(TL_DIAGNOSTIC_WRITE_AFTER_FREE);
    assert_int_equal(told()->object, number);
    assert_non_null(strstr(told()->text, "byte 13 "));
    assert_true(manager->quarantine.bytes <= 1 << 16);
}

/* A block held back that the program frees as well is not freed a second time. */
static void quarantined_block_freed_by_the_program(void **state)
{
    (void)state;
    runtime.options.quarantine = 1 << 16;
    void *volatile block = malloc(400);
    tlscope_manager_register_struct(manager, block);
    release(block);
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ /* which watch freed blocks themselves */
    free(block);
    quarantine_check(&(struct call){.manager = manager, .event = TL_EVENT_mark});
    recorder_expect_only(TL_DIAGNOSTIC_WRITE_AFTER_FREE);
#endif
}

static void what_is_no_heap_block(void **state)
{
    (void)state;
    _Alignas(16) char on_stack[32];
    static _Alignas(16) char in_data[32];
    char *block = malloc(256);
    memset(block, 0, 256);
    void *const wrong[] = {
        on_stack,   in_data,    (void *)(uintptr_t)what_is_no_heap_block,
        block + 4,  (void *)16, (void *)(uintptr_t)0xdead0000dead0000,
#ifndef __SANITIZE_THREAD__ /* its allocator takes the inside of a block for the block */
        block + 64,
#endif
    };
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        tlscope_manager_enter_scope(manager);
        tlscope_manager_register_struct(manager, wrong[i]);
        assert_int_equal(recorder_diagnostics(TL_DIAGNOSTIC_NOT_HEAP_BLOCK), i + 1);
        assert_int_equal(manager->objects.counted, 1);
        tlscope_manager_exit_scope(manager);
        assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_DROPPED);
    }
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), sizeof wrong / sizeof wrong[0]);
    free(block);
}

static void real_blocks_raise_no_alarm(void **state)
{
    (void)state;
    const size_t sizes[] = {1, 8, 24, 1000, 65536, 200000, 5000000};
    tlscope_manager_enter_scope(manager);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
            tlscope_manager_register_struct(manager, malloc(sizes[i]));
        tlscope_manager_register_struct(manager, calloc(3, 7));
        tlscope_manager_register_struct(manager, aligned_alloc(256, 512));
    }
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void *register_in_thread(void *unused)
{
    for (int i = 0; i < 200; i++)
        tlscope_manager_register_struct(manager, malloc((size_t)i * 37 + 1));
    return unused;
}

static void blocks_of_other_threads_raise_no_alarm(void **state)
{
    (void)state;
    pthread_t threads[4];
    tlscope_manager_enter_scope(manager);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, register_in_thread, NULL), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
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

#define MISUSE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

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
        MISUSE(an_acquired_slot_buffer_is_told_once),
        MISUSE(no_memory_leaves_the_old_buffer),
        MISUSE(release_of_a_stranger),
        MISUSE(second_release),
        MISUSE(tensors_in_the_wrong_pool),
        MISUSE(tensor_freed_that_is_only_listed),
        MISUSE(tensor_freed_twice),
        MISUSE(acquire_of_a_stranger),
        MISUSE(acquire_of_a_pooled_tensor),
        MISUSE(another_kind),
        MISUSE(registering_a_pooled_tensor),
        MISUSE(registering_a_quarantined_block),
        MISUSE(write_into_quarantine),
        MISUSE(quarantined_block_freed_by_the_program),
        MISUSE(what_is_no_heap_block),
        MISUSE(real_blocks_raise_no_alarm),
        MISUSE(blocks_of_other_threads_raise_no_alarm),
        MISUSE(tensor_pooled_twice),
        MISUSE(exit_by_another_thread),
        MISUSE(stale_record_leaves_the_new_owner_alone),
        MISUSE(undescribed_tensor),
        MISUSE(count_at_its_limit),
        MISUSE(tensors_that_cannot_be),
        MISUSE(a_flood_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
