/* SPDX-License-Identifier: MIT */
/* Blocks that are in quarantine, freed by the program, or none of the heap: likewise, and no false alarm. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "misuse_case.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISUSE(registering_a_quarantined_block),
        MISUSE(write_into_quarantine),
        MISUSE(quarantined_block_freed_by_the_program),
        MISUSE(what_is_no_heap_block),
        MISUSE(real_blocks_raise_no_alarm),
        MISUSE(blocks_of_other_threads_raise_no_alarm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
