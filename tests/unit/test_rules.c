/* SPDX-License-Identifier: MIT */
/* The contract's rules on a manager of its own, seen through its events. */
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
    manager = tlscope_manager_new();
    recorder_start();
    return manager == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    assert_true(objects_are_valid(&manager->objects));
    assert_true(scopes_are_valid(&manager->scopes));
    runtime.options.unregister = UNREGISTER_CURRENT;
    runtime.options.moved = MOVED_COUNT;
    tlscope_manager_destroy(manager);
    return 0;
}

static uint64_t counted(void)
{
    return manager->objects.counted;
}

static void *new_struct(void)
{
    void *block = malloc(24);
    tlscope_manager_register_struct(manager, block);
    return block;
}

static void exit_releases_once_newest_first(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    new_struct();
    void *twice = new_struct();
    tlscope_manager_register_struct(manager, twice);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.count, 2);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.outcome, TL_REGISTER_AGAIN);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(counted(), 0);
    assert_int_equal(recorder_count(TL_EVENT_record_release), 3);
    const uint32_t first = recorder_event(TL_EVENT_object_new, 0)->object_new.object;
    const uint32_t second = recorder_event(TL_EVENT_object_new, 1)->object_new.object;
    assert_int_equal(recorder_event(TL_EVENT_record_release, 0)->record_release.object, second);
    assert_int_equal(recorder_event(TL_EVENT_record_release, 0)->record_release.fate, TL_FATE_KEPT);
    assert_int_equal(recorder_event(TL_EVENT_record_release, 1)->record_release.fate, TL_FATE_FREED);
    assert_int_equal(recorder_event(TL_EVENT_record_release, 2)->record_release.object, first);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void count_above_zero_outlives_its_scope(void **state)
{
    (void)state;
    tlscope_manager_enter_scope(manager);
    void *block = new_struct();
    tlscope_manager_acquire_ptr(manager, block);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(counted(), 1);
    assert_false(tlscope_manager_is_registered(manager, block));
    assert_true(tlscope_manager_counts(manager, block));
    assert_true(tlscope_manager_release_ptr(manager, block));
    assert_false(tlscope_manager_counts(manager, block));
    assert_false(tlscope_manager_release_ptr(manager, block));
    assert_int_equal(counted(), 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void null_is_ignored_everywhere(void **state)
{
    (void)state;
    tlscope_manager_register_struct(manager, NULL);
    tlscope_manager_register_tensor(manager, NULL);
    tlscope_manager_register_vec_ptr(manager, NULL);
    call_register(manager, TL_EVENT_register_ptr, NULL, NULL, HERE);
    tlscope_manager_unregister(manager, NULL);
    tlscope_manager_acquire_ptr(manager, NULL);
    assert_false(tlscope_manager_release_ptr(manager, NULL));
    call_release(manager, TL_EVENT_tensor_release, NULL, HERE);
    assert_false(tlscope_manager_is_registered(manager, NULL));
    assert_false(tlscope_manager_counts(manager, NULL));
    tlscope_tensor_free(manager, NULL);
    assert_int_equal(counted(), 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
    assert_int_equal(recorder_count(TL_EVENT_object_new), 0);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_IGNORED);
    assert_int_equal(recorder_last(TL_EVENT_ptr_acquire)->ptr_acquire.outcome, TL_ACQUIRE_IGNORED);
    assert_int_equal(recorder_last(TL_EVENT_release_ptr)->release_ptr.fate, TL_FATE_IGNORED);
}

static void unregister_looks_in_the_current_scope(void **state)
{
    (void)state;
    int stranger;
    void *block = new_struct();
    tlscope_manager_enter_scope(manager);
    tlscope_manager_unregister(manager, block);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_OUTER);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.scope, 1);
    tlscope_manager_unregister(manager, &stranger);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_MISS);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_unregister(manager, block);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_HIT);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(manager->objects.counted, 1);
    assert_true(tlscope_manager_is_registered(manager, block));
    assert_true(tlscope_manager_release_ptr(manager, block));
    assert_true(tlscope_manager_release_ptr(manager, block));
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void unregister_can_walk_outward(void **state)
{
    (void)state;
    runtime.options.unregister = UNREGISTER_WALK;
    void *block = new_struct();
    tlscope_manager_enter_scope(manager);
    tlscope_manager_unregister(manager, block);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_WALKED);
    assert_false(tlscope_manager_is_registered(manager, block));
    assert_int_equal(counted(), 1);
    tlscope_manager_exit_scope(manager);
    tlscope_manager_release_ptr(manager, block);
}

static void moved_and_registered_again(bool adopt)
{
    runtime.options.moved = adopt ? MOVED_ADOPT : MOVED_COUNT;
    tlscope_manager_enter_scope(manager);
    void *block = new_struct();
    tlscope_manager_unregister(manager, block);
    tlscope_manager_register_struct(manager, block);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.outcome,
                     adopt ? TL_REGISTER_ADOPTED : TL_REGISTER_RETURNED);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.count, adopt ? 1 : 2);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(counted(), adopt ? 0 : 1);
    if (!adopt)
        tlscope_manager_release_ptr(manager, block);
}

static void moved_reference_counts_again(void **state)
{
    (void)state;
    moved_and_registered_again(false);
}

static void moved_reference_is_adopted(void **state)
{
    (void)state;
    moved_and_registered_again(true);
}

/* A reference that was moved and then released is no longer there to be taken over. */
static void released_references_are_not_adopted(void **state)
{
    (void)state;
    runtime.options.moved = MOVED_ADOPT;
    void *block = new_struct();
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_struct(manager, block);
    tlscope_manager_unregister(manager, block);
    tlscope_manager_release_ptr(manager, block);
    tlscope_manager_register_struct(manager, block);
    assert_int_equal(recorder_last(TL_EVENT_register_struct)->register_struct.outcome, TL_REGISTER_AGAIN);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(counted(), 1);
    tlscope_manager_release_ptr(manager, block);
}

static void register_ptr_infers(void **state)
{
    (void)state;
    int unknown;
    tl_tensor *tensor = tlscope_tensor_new(manager, 4, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_enter_scope(manager);
    call_register(manager, TL_EVENT_register_ptr, &unknown, NULL, HERE);
    assert_int_equal(recorder_last(TL_EVENT_register_ptr)->register_ptr.outcome, TL_REGISTER_IGNORED);
    call_register(manager, TL_EVENT_register_ptr, tensor, NULL, HERE);
    assert_int_equal(recorder_last(TL_EVENT_register_ptr)->register_ptr.outcome, TL_REGISTER_FIRST);
    void *block = new_struct();
    call_register(manager, TL_EVENT_register_ptr, block, NULL, HERE);
    assert_int_equal(recorder_last(TL_EVENT_register_ptr)->register_ptr.count, 2);
    tlscope_manager_exit_scope(manager);
    assert_int_equal(counted(), 0);
    assert_int_equal(tlscope_pool_total_count(tlscope_manager_pool(manager)), 1);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void named_structs_tell_their_name(void **state)
{
    (void)state;
    char name[] = "Point";
    void *block = malloc(8);
    call_register(manager, TL_EVENT_register_struct_named, block, name, HERE);
    name[0] = 'J'; /* the name was copied */
    assert_string_equal(recorder_last(TL_EVENT_origin)->origin.name, "Point");
    assert_int_equal(recorder_last(TL_EVENT_origin)->origin.kind, TL_KIND_STRUCT);
    tlscope_manager_release_ptr(manager, block);
    block = malloc(8);
    call_register(manager, TL_EVENT_register_struct_named, block, NULL, HERE);
    assert_string_equal(recorder_last(TL_EVENT_origin)->origin.name, "");
    tlscope_manager_release_ptr(manager, block);
}

static void buffers_are_reused_grown_and_deferred(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 2);
    assert_null(tlscope_manager_get_buffer(manager, 1, 0));
    char *small = tlscope_manager_get_buffer(manager, 1, 10);
    memcpy(small, "ten bytes", 10);
    assert_ptr_equal(tlscope_manager_get_buffer(manager, 1, 10), small);
    assert_string_equal(small, "ten bytes");
    char *large = tlscope_manager_get_buffer(manager, 1, 1000);
    assert_ptr_not_equal(large, small);
    assert_string_equal(small, "ten bytes"); /* the old one stays valid */
    assert_ptr_equal(tlscope_manager_get_buffer(manager, 1, 5), large);
    assert_int_equal(recorder_last(TL_EVENT_buffer_deferred)->buffer_deferred.bytes, 10);
    tlscope_manager_function_exit(manager);
    assert_int_equal(recorder_count(TL_EVENT_buffer_freed), 2);
    assert_int_equal(scopes_depth(&manager->scopes), 1);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void frames_nest(void **state)
{
    (void)state;
    tlscope_manager_function_enter(manager, 1);
    void *outer = tlscope_manager_get_buffer(manager, 0, 64);
    for (int i = 0; i < 100000; i++)
        tlscope_manager_function_enter(manager, 3);
    void *inner = tlscope_manager_get_buffer(manager, 0, 64);
    assert_ptr_not_equal(outer, inner);
    for (int i = 0; i < 100000; i++)
        tlscope_manager_function_exit(manager);
    assert_ptr_equal(tlscope_manager_get_buffer(manager, 0, 64), outer);
    tlscope_manager_function_exit(manager);
    assert_int_equal(frames_count(&manager->frames), 0);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

/* The object's number changes when its memory is used again, and the old one's record releases nothing of it. */
static void numbers_survive_the_reuse_of_an_address(void **state)
{
    (void)state;
    tl_tensor *tensor = tlscope_tensor_new(manager, 16, TLSCOPE_F32, TLSCOPE_CPU);
    tlscope_manager_enter_scope(manager);
    tlscope_manager_register_tensor(manager, tensor);
    assert_true(tlscope_manager_release_ptr(manager, tensor)); /* early: the scope still lists it */
    tlscope_manager_unregister(manager, tensor);
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_HIT);
    tlscope_manager_exit_scope(manager);
    assert_ptr_equal(tlscope_tensor_new(manager, 16, TLSCOPE_F32, TLSCOPE_CPU), tensor);
    assert_int_equal(recorder_last(TL_EVENT_object_reuse)->object_reuse.pooled,
                     recorder_event(TL_EVENT_object_new, 0)->object_new.object);
    assert_true(recorder_last(TL_EVENT_object_reuse)->object_reuse.object >
                recorder_last(TL_EVENT_object_reuse)->object_reuse.pooled);
    tlscope_manager_unregister(manager, tensor); /* the earlier owner's record is none of the new one's */
    assert_int_equal(recorder_last(TL_EVENT_unregister)->unregister.outcome, TL_UNREGISTER_MISS);
    tlscope_tensor_free(manager, tensor);
    assert_int_equal(recorder_last(TL_EVENT_tensor_free)->tensor_free.fate, TL_FATE_DESTROYED);
    assert_int_equal(recorder_count(TL_EVENT_diagnostic), 0);
}

static void dead_entries_are_forgotten_in_time(void **state)
{
    (void)state;
    for (int i = 0; i < 50000; i++) {
        tlscope_manager_enter_scope(manager);
        new_struct();
        tlscope_manager_exit_scope(manager);
    }
    assert_true(manager->objects.slab.used <= 4096);
}

#define RULE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RULE(exit_releases_once_newest_first),
        RULE(count_above_zero_outlives_its_scope),
        RULE(null_is_ignored_everywhere),
        RULE(unregister_looks_in_the_current_scope),
        RULE(unregister_can_walk_outward),
        RULE(moved_reference_counts_again),
        RULE(moved_reference_is_adopted),
        RULE(released_references_are_not_adopted),
        RULE(register_ptr_infers),
        RULE(named_structs_tell_their_name),
        RULE(buffers_are_reused_grown_and_deferred),
        RULE(frames_nest),
        RULE(numbers_survive_the_reuse_of_an_address),
        RULE(dead_entries_are_forgotten_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
