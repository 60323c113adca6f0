/* SPDX-License-Identifier: MIT */
/* Each verdict on objects that are alive at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed.h"

/* Ends the trace and expects one group, of `objects` with this verdict, and nothing else alive. */
static const struct leak_group *expect_only(struct feed *feed, bool ended, enum verdict verdict, uint64_t objects)
{
    feed_finish(feed, ended);
    const struct leak_group *group = feed_group(feed, verdict);
    assert_int_equal(feed->analysis->processes[0]->leaks.groups.count, 1);
    assert_non_null(group);
    assert_int_equal(group->objects, objects);
    assert_int_equal(feed->analysis->processes[0]->leaks.objects, verdict_is_leak(verdict) ? objects : 0);
    return group;
}

static void a_released_object_is_gone(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .fate = TL_FATE_FREED);
    feed_finish(&feed, true);
    const struct process *process = feed.analysis->processes[0];
    assert_int_equal(process->leaks.groups.count, 0);
    assert_int_equal(process->replay.objects.count, 0);
    assert_int_equal(process->lifetimes.made_objects[TL_KIND_STRUCT], 1);
    assert_true(process->counters_agree);
    assert_true(analysis_is_certain(feed.analysis, process));
    analysis_free(feed.analysis);
}

static void held_by_the_global_scope(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_GLOBAL_SCOPE, 1);
    assert_int_equal(group->bytes, STRUCT_BYTES);
    assert_string_equal(group->key.name, "Node");
    assert_int_equal(group->key.site, 1);
    analysis_free(feed.analysis);
}

static void held_by_a_scope_never_left(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    feed_struct(&feed, 2);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_SCOPE_NEVER_LEFT, 2);
    assert_int_equal(group->key.scope_site, 6);
    assert_int_equal(group->scope, 2);
    assert_int_equal(group->scope_thread, 7);
    const struct scopes *scopes = &feed.analysis->processes[0]->scopes;
    assert_int_equal(scopes->never_left, 1);
    assert_int_equal(((const struct scope_open *)scopes->open.entries[0])->records, 2);
    analysis_free(feed.analysis);
}

static void moved_and_never_taken(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, unregister, .pointer = 0x10010, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    feed_leave(&feed, 2, 1);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_MOVED_NEVER_TAKEN, 1);
    assert_int_equal(group->unregistered.sites[0], 8);
    analysis_free(feed.analysis);
}

static void moved_and_counted_twice(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_enter(&feed, 3, 3);
    feed_struct(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 3, .site = 8, .outcome = TL_UNREGISTER_HIT);
    feed_leave(&feed, 3, 2);
    FEED(&feed, register_struct, .object = 1, .site = 9, .count = 2, .outcome = TL_REGISTER_RETURNED);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_MOVED_COUNTED_TWICE, 1);
    assert_int_equal(group->unregistered.sites[0], 8);
    assert_int_equal(group->registered.sites[0], 9);
    assert_int_equal(group->examples[0].count, 1);
    assert_int_equal(group->examples[0].records, 0);
    analysis_free(feed.analysis);
}

static void moved_and_adopted_is_released(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    feed_leave(&feed, 2, 1);
    FEED(&feed, register_struct, .object = 1, .site = 9, .count = 1, .outcome = TL_REGISTER_ADOPTED);
    expect_only(&feed, true, VERDICT_GLOBAL_SCOPE, 1);
    analysis_free(feed.analysis);
}

static void over_acquired(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 2);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_OVER_ACQUIRED, 1);
    assert_int_equal(group->acquired.sites[0], 8);
    analysis_free(feed.analysis);
}

static void acquired_without_ever_being_registered(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x7000, .origin = ORIGIN_UNKNOWN);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 1, .outcome = TL_ACQUIRE_ENTERED);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_OVER_ACQUIRED, 1);
    assert_int_equal(group->size_unknown, 1);
    analysis_free(feed.analysis);
}

static void counted_for_no_known_reason(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x7000, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct, .object = 1, .site = 1, .count = 3, .outcome = TL_REGISTER_AGAIN);
    expect_only(&feed, true, VERDICT_LEAKED, 1);
    analysis_free(feed.analysis);
}

static void a_tensor_never_registered(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
    const struct leak_group *group = expect_only(&feed, true, VERDICT_NEVER_REGISTERED, 1);
    assert_int_equal(group->bytes, TENSOR_BYTES);
    analysis_free(feed.analysis);
}

static void a_host_tensor_nobody_counts_is_the_hosts(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = ORIGIN_HOST_TENSOR);
    feed_finish(&feed, true);
    assert_int_equal(feed.analysis->processes[0]->leaks.groups.count, 0);
    analysis_free(feed.analysis);
}

static void kept_by_the_pool(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
    FEED(&feed, register_tensor, .object = 1, .site = 1, .count = 1);
    FEED(&feed, tensor_release, .pointer = 0x8000, .object = 1, .site = 8, .fate = TL_FATE_POOLED);
    expect_only(&feed, true, VERDICT_POOLED, 1);
    const struct process *process = feed.analysis->processes[0];
    assert_int_equal(process->at_end.pooled_bytes, TENSOR_BYTES);
    assert_int_equal(process->pool.counts.misses, 1);
    assert_int_equal(process->pool.counts.pooled, 1);
    analysis_free(feed.analysis);
}

static void in_use_when_killed(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    feed_enter(&feed, 2, 2);
    FEED(&feed, object_new, .object = 2, .pointer = 0x8000, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct, .object = 2, .site = 1, .count = 1);
    feed_finish(&feed, false);
    const struct grouping *groups = &feed.analysis->processes[0]->leaks.groups;
    assert_int_equal(groups->count, 2);
    for (size_t i = 0; i < groups->count; i++) {
        assert_int_equal(((const struct leak_group *)groups->entries[i])->key.verdict, VERDICT_ALIVE_WHEN_KILLED);
    }
    assert_int_equal(feed.analysis->processes[0]->leaks.objects, 0);
    assert_false(analysis_is_certain(feed.analysis, feed.analysis->processes[0]));
    analysis_free(feed.analysis);
}

static void killed_while_leaving_a_scope(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    feed_struct(&feed, 2);
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 2, .fate = TL_FATE_FREED);
    expect_only(&feed, false, VERDICT_ALIVE_WHEN_KILLED, 1);
    analysis_free(feed.analysis);
}

static void explicit_releases_pay_acquires_first(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 2);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, ptr_release, .object = 1, .site = 8, .count = 1, .fate = TL_FATE_KEPT);
    feed_leave(&feed, 2, 1);
    expect_only(&feed, true, VERDICT_MOVED_NEVER_TAKEN, 1);
    analysis_free(feed.analysis);
}

/* What stands in a vector shares its verdict; two vectors that stand in each other are judged by themselves. */
static void elements_follow_their_vector(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1); /* in the global scope */
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 2);
    FEED(&feed, unregister, .object = 2, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    feed_leave(&feed, 2, 1);
    FEED(&feed, vector_holds, .vector = 1, .object = 2);
    expect_only(&feed, true, VERDICT_GLOBAL_SCOPE, 2);
    analysis_free(feed.analysis);
}

/* What a trace leaves out cannot be judged: it tells of the vector whether that leaked. */
static void elements_of_a_vector_left_out_leak_with_it(void **state)
{
    (void)state;
    for (uint32_t vector = 0; vector <= 99; vector += 99) {
        struct feed feed = feed_start();
        feed_enter(&feed, 2, 2);
        feed_struct(&feed, 2);
        FEED(&feed, unregister, .object = 2, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
        feed_leave(&feed, 2, 1);
        FEED(&feed, vector_holds, .vector = vector, .object = 2);
        const struct leak_group *group =
            expect_only(&feed, true, vector == 0 ? VERDICT_IN_LOST_VECTOR : VERDICT_HOLDER_UNKNOWN, 1);
        assert_null(group->why); /* that it was moved into the vector is not what was wrong */
        assert_int_equal(group->key.cause, vector == 0 ? group->key.site : 0);
        analysis_free(feed.analysis);
    }
}

static void lost_vectors_in_each_other_are_leaks(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    for (uint32_t object = 1; object <= 2; object++) {
        feed_struct(&feed, object);
        FEED(&feed, unregister, .object = object, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    }
    feed_leave(&feed, 2, 1);
    FEED(&feed, vector_holds, .vector = 1, .object = 2);
    FEED(&feed, vector_holds, .vector = 2, .object = 1);
    expect_only(&feed, true, VERDICT_MOVED_NEVER_TAKEN, 2);
    analysis_free(feed.analysis);
}

/* Its scopes and frames go with an embedder's manager; what it counted is its owner's. */
static void a_manager_that_ends_leaves_no_leak(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1); /* of the process-wide manager */
    FEED(&feed, context, .thread = 7, .manager = 2);
    feed_enter(&feed, 5, 2);
    feed_struct(&feed, 2);
    FEED(&feed, ptr_acquire, .object = 2, .site = 8, .count = 2);
    FEED(&feed, manager_end, .site = 8);
    FEED(&feed, context, .thread = 7, .manager = 1);
    expect_only(&feed, true, VERDICT_GLOBAL_SCOPE, 1);
    analysis_free(feed.analysis);
}

static void a_vector_that_dies_pays_a_moved_reference(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 2);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, element_release, .object = 1, .count = 1, .fate = TL_FATE_KEPT);
    feed_leave(&feed, 2, 1);
    expect_only(&feed, true, VERDICT_OVER_ACQUIRED, 1);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_released_object_is_gone),
        cmocka_unit_test(held_by_the_global_scope),
        cmocka_unit_test(held_by_a_scope_never_left),
        cmocka_unit_test(moved_and_never_taken),
        cmocka_unit_test(moved_and_counted_twice),
        cmocka_unit_test(moved_and_adopted_is_released),
        cmocka_unit_test(over_acquired),
        cmocka_unit_test(acquired_without_ever_being_registered),
        cmocka_unit_test(counted_for_no_known_reason),
        cmocka_unit_test(a_tensor_never_registered),
        cmocka_unit_test(a_host_tensor_nobody_counts_is_the_hosts),
        cmocka_unit_test(kept_by_the_pool),
        cmocka_unit_test(in_use_when_killed),
        cmocka_unit_test(killed_while_leaving_a_scope),
        cmocka_unit_test(explicit_releases_pay_acquires_first),
        cmocka_unit_test(a_manager_that_ends_leaves_no_leak),
        cmocka_unit_test(elements_follow_their_vector),
        cmocka_unit_test(elements_of_a_vector_left_out_leak_with_it),
        cmocka_unit_test(lost_vectors_in_each_other_are_leaks),
        cmocka_unit_test(a_vector_that_dies_pays_a_moved_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
