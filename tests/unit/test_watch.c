/* SPDX-License-Identifier: MIT */
/* heap=watch, with the interposer preloaded: what is best effort without it is certain. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tl/abi.h>

#include "heap/classify.h"
#include "manager/call.h"
#include "manager/known.h"
#include "manager/manager.h"
#include "recorder.h"

/* A size that nobody else allocates, so that freed blocks of it come back to the test. */
enum { ODD_BYTES = 936 };

static tlscope_manager *manager;
static struct trace untraced;

static int set_up(void **state)
{
    (void)state;
    runtime.options.diagnostics = 0;
    manager = tlscope_manager_new();
    tlscope_manager_enter_scope(manager);
    recorder_start();
    return manager == NULL || !heap_is_certain();
}

static int tear_down(void **state)
{
    (void)state;
    tlscope_manager_destroy(manager);
    return 0;
}

static void sizes_are_exact(void **state)
{
    (void)state;
    const size_t sizes[] = {1, 24, 25, 4097, 1000000};
    for (size_t i = 0; i < 5; i++) {
        tlscope_manager_register_struct(manager, malloc(sizes[i]));
        assert_int_equal(recorder_last(TL_EVENT_origin)->origin.bytes, sizes[i]);
    }
    tlscope_manager_register_struct(manager, realloc(calloc(3, 5), 77));
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.bytes, 77);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

/* An acquire has made a new entry there, whose place is not where it was freed. */
static void a_freed_block_stays_nobodys(void **state)
{
    (void)state;
    void *block = malloc(ODD_BYTES);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_exit_scope(manager);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_acquire_ptr(manager, block);
    tlscope_manager_register_struct(manager, block);
    const struct tl_event_diagnostic *told = &recorder_last(TL_EVENT_diagnostic)->diagnostic;
    assert_int_equal(told->code, TL_DIAGNOSTIC_NOT_HEAP_BLOCK);
    assert_int_equal(told->other_site, 0);
    assert_non_null(strstr(told->text, "counted, never freed"));
    tlscope_manager_release_ptr(manager, block);
}

static void the_inside_of_a_block_is_no_block(void **state)
{
    (void)state;
    char *block = malloc(4096);
    memset(block, 0xff, 4096);
    tlscope_manager_register_struct(manager, block + 1024);
    recorder_expect_only(TL_DIAGNOSTIC_NOT_HEAP_BLOCK);
    assert_non_null(strstr(recorder_last(TL_EVENT_diagnostic)->diagnostic.text, "not where a block begins"));
    tlscope_manager_exit_scope(manager);
    free(block);
}

static void a_block_freed_behind_the_managers_back(void **state)
{
    (void)state;
    void *block = malloc(ODD_BYTES);
    tlscope_manager_register_struct(manager, block);
    free(block);
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(recorder_last(TL_EVENT_record_release)->record_release.fate, TL_FATE_DROPPED);
}

static void what_is_gone_at_the_end(void **state)
{
    (void)state;
    void *freed = malloc(ODD_BYTES);
    void *older = malloc(ODD_BYTES);
    struct call call = {.manager = manager, .event = TL_EVENT_process_end};
    tlscope_manager_register_struct(manager, older);
    tlscope_manager_register_struct(manager, freed);
    tlscope_manager_register_struct(manager, malloc(ODD_BYTES));
    const struct tl_event_register_struct first = recorder_event(TL_EVENT_register_struct, 0)->register_struct;
    const struct tl_event_register_struct second = recorder_event(TL_EVENT_register_struct, 1)->register_struct;
    free(freed);
    free(older);
    lock_take(&runtime.lock);
    known_check(&call, first.object);
    lock_give(&runtime.lock);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(recorder_last(TL_EVENT_diagnostic)->diagnostic.object, second.object);
    assert_int_equal(recorder_last(TL_EVENT_diagnostic)->diagnostic.site, second.site);
    assert_int_equal(recorder_last(TL_EVENT_object_end)->object_end.fate, TL_FATE_DROPPED);
    assert_int_equal(call.site, 0);
    assert_int_equal(manager->objects.counted, 2);
    tlscope_manager_exit_scope(manager);
}

/* The address is live again, but the block is another one: it must not be freed for the first. */
static void an_address_allocated_again(void **state)
{
    (void)state;
    void *block = malloc(ODD_BYTES);
    tlscope_manager_register_struct(manager, block);
    free(block);
    volatile char *again = malloc(ODD_BYTES);
    assert_ptr_equal((void *)(uintptr_t)again, block);
    again[0] = 42;
    tlscope_manager_exit_scope(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(again[0], 42);
    free((void *)(uintptr_t)again);
}

/* The new block is a new object, not one more reference of the old one. */
static void an_address_registered_again(void **state)
{
    (void)state;
    void *block = malloc(ODD_BYTES);
    tlscope_manager_register_struct(manager, block);
    const uint32_t first = recorder_last(TL_EVENT_register_struct)->register_struct.object;
    free(block);
    void *again = malloc(ODD_BYTES);
    assert_ptr_equal(again, block);
    tlscope_manager_register_struct(manager, again);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(recorder_last(TL_EVENT_object_end)->object_end.object, first);
    assert_int_not_equal(recorder_last(TL_EVENT_register_struct)->register_struct.object, first);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.count, 1);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(manager->objects.counted, 0);
}

static void registering_what_was_freed(void **state)
{
    (void)state;
    void *block = malloc(ODD_BYTES);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_release_ptr(manager, block);
    tlscope_manager_register_struct(manager, block);
    recorder_expect_only(TL_DIAGNOSTIC_REGISTER_FREED);
    void *again = malloc(ODD_BYTES);
    assert_ptr_equal(again, block);
    recorder_start();
    tlscope_manager_register_struct(manager, again); /* allocated again: a new object */
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
    tlscope_manager_exit_scope(manager);
}

static void a_buffer_that_the_program_freed(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 2);
    free(tlscope_manager_get_buffer(manager, 0, ODD_BYTES));
    tlscope_manager_get_buffer(manager, 1, 24);
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_int_equal(recorder_count(TL_EVENT_buffer_freed), 2);
}

/* The block there is the program's, registered or not. */
static void a_buffers_address_allocated_again(void **state)
{
    (void)state;
    for (int registered = 0; registered < 2; registered++) {
        recorder_start();
        tlscope_manager_function_enter(manager, 1);
        void *buffer = tlscope_manager_get_buffer(manager, 0, ODD_BYTES);
        free(buffer);
        volatile char *again = malloc(ODD_BYTES);
        assert_ptr_equal((void *)(uintptr_t)again, buffer);
        again[0] = 42;
        tlscope_manager_register_struct(manager, registered ? (void *)(uintptr_t)again : NULL);
        tlscope_manager_unregister(manager, (void *)(uintptr_t)again);
        tlscope_manager_function_exit(manager);
        recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
        assert_non_null(strstr(recorder_last(TL_EVENT_diagnostic)->diagnostic.text, "given to a new block"));
        assert_int_equal(again[0], 42);
        if (!registered || !tlscope_manager_release_ptr(manager, (void *)(uintptr_t)again))
            free((void *)(uintptr_t)again);
    }
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 1);
}

/* A release has freed it as the struct that it was registered as, and the program has a new block there. */
static void a_buffer_registered_and_allocated_again(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 1);
    void *buffer = tlscope_manager_get_buffer(manager, 0, ODD_BYTES);
    tlscope_manager_register_struct(manager, buffer);
    tlscope_manager_unregister(manager, buffer);
    tlscope_manager_release_ptr(manager, buffer);
    void *again = malloc(ODD_BYTES);
    assert_ptr_equal(again, buffer);
    tlscope_manager_register_struct(manager, again);
    tlscope_manager_unregister(manager, again);
    tlscope_manager_function_exit(manager);
    recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
    assert_true(tlscope_manager_release_ptr(manager, again));
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 1);
}

/* The other slot's has its address now, and the program takes it for a struct of its own: freed once. */
static void a_buffer_at_a_freed_one_s_address(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 2);
    void *freed = tlscope_manager_get_buffer(manager, 1, ODD_BYTES);
    const volatile uintptr_t address = (uintptr_t)freed; /* told before the block is freed */
    free(freed);
    void *buffer = tlscope_manager_get_buffer(manager, 0, ODD_BYTES);
    assert_int_equal((uintptr_t)buffer, address);
    tlscope_manager_register_struct(manager, buffer);
    tlscope_manager_function_exit(manager);
    assert_int_equal(recorder_last(TL_EVENT_diagnostic)->diagnostic.code, TL_DIAGNOSTIC_NOT_HEAP_BLOCK);
}

/* Whether it would have been large enough or not. */
static void a_freed_buffer_is_not_handed_out(void **state)
{
    (void)state;
    for (size_t larger = 0; larger < 2; larger++) {
        recorder_start();
        tlscope_manager_function_enter(manager, 1);
        free(tlscope_manager_get_buffer(manager, 0, ODD_BYTES));
        char *made = tlscope_manager_get_buffer(manager, 0, ODD_BYTES + larger * 1024);
        recorder_expect_only(TL_DIAGNOSTIC_FREED_ELSEWHERE);
        assert_int_equal(recorder_last(TL_EVENT_get_buffer)->get_buffer.outcome, TL_BUFFER_MADE);
        made[0] = 42;
        assert_ptr_equal(tlscope_manager_get_buffer(manager, 0, ODD_BYTES), made);
        tlscope_manager_function_exit(manager);
        assert_int_equal(recorder_count(TL_EVENT_diagnostic), 1);
        assert_int_equal(recorder_count(TL_EVENT_buffer_freed), 2);
    }
}

/* From one place each, many times: such calls become short where nobody is told anything. */
static void a_process_without_a_trace_is_told_as_well(void **state)
{
    (void)state;
    const struct trace recording = trace;
    uint64_t calls = 0;
    trace = untraced;
    for (int i = 0; i < 10000; i++) {
        tl_mem_function_enter(1);
        free(tl_mem_get_buffer(0, ODD_BYTES));
        tl_mem_function_exit();
    }
    uint32_t place = 0;
    for (uint32_t index = key_map_next(&runtime.repeats.by_key, &place); index != 0;
         index = key_map_next(&runtime.repeats.by_key, &place)) {
        const struct repeat *repeat = slab_item(&runtime.repeats.slab, index);
        calls += repeat->count >= 10000 && repeat->key >> 32 == TL_DIAGNOSTIC_FREED_ELSEWHERE;
    }
    trace = recording;
    assert_int_equal(calls, 1);
}

static void correct_vectors_raise_no_alarm(void **state)
{
    (void)state;
    tl_vec *outer = malloc(sizeof *outer);
    tl_vec *inner = malloc(sizeof *inner);
    *inner = (tl_vec){.data = malloc(4 * sizeof(void *)), .cap = 4};
    *outer = (tl_vec){.data = malloc(sizeof(void *)), .cap = 1, .len = 1};
    outer->data[0] = inner;
    tlscope_manager_register_vec_ptr(manager, inner);
    tlscope_manager_unregister(manager, inner);
    tlscope_manager_register_vec_ptr(manager, outer);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
    assert_int_equal(manager->objects.counted, 0);
}

static void *churn(void *unused)
{
    void *kept[64] = {NULL};
    for (unsigned i = 0; i < 200000; i++) {
        void **place = &kept[i * 7919u % 64];
        *place = i % 3 == 0 ? (free(*place), NULL) : realloc(*place, i % 500 + 1);
    }
    for (size_t i = 0; i < 64; i++)
        free(kept[i]);
    return unused;
}

static void threads_share_the_watch(void **state)
{
    (void)state;
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, churn, NULL), 0);
    for (int i = 0; i < 200; i++)
        tlscope_manager_register_struct(manager, malloc((size_t)i + 1));
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

#define WATCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WATCH(sizes_are_exact),
        WATCH(a_freed_block_stays_nobodys),
        WATCH(the_inside_of_a_block_is_no_block),
        WATCH(a_block_freed_behind_the_managers_back),
        WATCH(what_is_gone_at_the_end),
        WATCH(an_address_allocated_again),
        WATCH(an_address_registered_again),
        WATCH(registering_what_was_freed),
        WATCH(a_buffer_that_the_program_freed),
        WATCH(a_buffers_address_allocated_again),
        WATCH(a_buffer_registered_and_allocated_again),
        WATCH(a_buffer_at_a_freed_one_s_address),
        WATCH(a_freed_buffer_is_not_handed_out),
        WATCH(a_process_without_a_trace_is_told_as_well),
        WATCH(correct_vectors_raise_no_alarm),
        WATCH(threads_share_the_watch),
    };
    untraced = trace;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
