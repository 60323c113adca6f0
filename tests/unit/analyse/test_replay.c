/* SPDX-License-Identifier: MIT */
/* The replay where traces are hard: stale records, reuse, lost events, forks, counts beyond 16 bits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feed.h"

static const struct process *main_process(const struct feed *feed)
{
    return feed->analysis->processes[0];
}

static void a_stale_record_leaves_the_new_object_alone(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    FEED(&feed, ptr_release, .object = 1, .site = 8, .fate = TL_FATE_FREED);
    assert_int_equal(main_process(&feed)->replay.objects.count, 1);
    FEED(&feed, object_new, .object = 2, .pointer = 0x10010, .origin = ORIGIN_STRUCT);
    FEED(&feed, ptr_acquire, .object = 2, .site = 8, .count = 1, .outcome = TL_ACQUIRE_ENTERED);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    FEED(&feed, record_release, .object = 1, .fate = TL_FATE_STALE);
    assert_int_equal(main_process(&feed)->replay.objects.count, 1);
    feed_finish(&feed, true);
    assert_non_null(feed_group(&feed, VERDICT_OVER_ACQUIRED));
    assert_int_equal(main_process(&feed)->replay.unknown_objects, 0);
    analysis_free(feed.analysis);
}

static void a_pooled_tensor_comes_back_as_another_object(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
    FEED(&feed, register_tensor, .object = 1, .site = 1, .count = 1);
    FEED(&feed, tensor_release, .object = 1, .site = 8, .fate = TL_FATE_POOLED);
    FEED(&feed, object_reuse, .object = 2, .pooled = 1, .origin = ORIGIN_TENSOR);
    FEED(&feed, register_tensor, .object = 2, .site = 1, .count = 1);
    feed_finish(&feed, true);
    const struct leak_group *group = feed_group(&feed, VERDICT_GLOBAL_SCOPE);
    assert_int_equal(group->examples[0].object, 2);
    assert_int_equal(group->examples[0].pointer, 0x8000);
    assert_null(feed_group(&feed, VERDICT_POOLED));
    assert_int_equal(main_process(&feed)->pool.counts.hits, 1);
    assert_true(main_process(&feed)->counters_agree);
    analysis_free(feed.analysis);
}

/* Which device and streams a tensor is on says nothing of who holds it. */
static void devices_and_streams_are_no_references(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
    FEED(&feed, object_device, .object = 1, .ordinal = 1, .stream = 0x70);
    FEED(&feed, register_tensor, .object = 1, .site = 1, .count = 1);
    FEED(&feed, object_stream, .object = 1, .stream = 0x80, .site = 8);
    FEED(&feed, tensor_release, .object = 1, .site = 8, .fate = TL_FATE_POOLED);
    FEED(&feed, object_reuse, .object = 2, .pooled = 1, .origin = ORIGIN_TENSOR);
    FEED(&feed, object_device, .object = 2, .ordinal = 1, .stream = 0x80);
    FEED(&feed, object_device, .object = 77, .ordinal = 255); /* nobody's */
    FEED(&feed, register_tensor, .object = 2, .site = 1, .count = 1);
    feed_finish(&feed, true);
    const struct process *process = main_process(&feed);
    assert_int_equal(feed_group(&feed, VERDICT_GLOBAL_SCOPE)->objects, 1);
    assert_int_equal(process->calls.made[TL_EVENT_object_stream], 1);
    assert_int_equal(process->pool.counts.hits, 1);
    assert_int_equal(process->replay.unknown_objects, 0);
    assert_true(process->counters_agree);
    analysis_free(feed.analysis);
}

static void unregister_takes_the_record_of_its_scope_only(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = 6);
    FEED(&feed, register_struct, .object = 1, .site = 1, .count = 2, .outcome = TL_REGISTER_AGAIN);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_WALKED);
    const struct object *object = idmap_find(&main_process(&feed)->replay.objects, 1);
    assert_int_equal(object->records, 1);
    assert_int_equal(object->newest_record->scope->number, 3);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = 8, .outcome = TL_UNREGISTER_OUTER);
    assert_int_equal(object->records, 1);
    feed_finish(&feed, true);
    analysis_free(feed.analysis);
}

static void a_lost_exit_is_made_up_for(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = 6);
    feed_struct(&feed, 1);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    assert_int_equal(main_process(&feed)->replay.manager->depth, 1);
    feed_finish(&feed, true);
    assert_non_null(feed_group(&feed, VERDICT_LEAKED));
    analysis_free(feed.analysis);
}

static void lost_objects_are_made_up_and_said(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, register_struct, .object = 77, .site = 1, .count = 1);
    FEED(&feed, process_end, .events = feed.events + 1 + 5, .depth = 1, .counted = 1);
    feed_finish(&feed, false);
    const struct process *process = main_process(&feed);
    assert_int_equal(process->replay.unknown_objects, 1);
    assert_int_equal(process->events_lost, 5);
    assert_int_equal(process->events + process->events_lost, process->end.events);
    assert_false(analysis_is_certain(feed.analysis, process));
    assert_true(feed_group(&feed, VERDICT_GLOBAL_SCOPE)->facts_lost);
    analysis_free(feed.analysis);
}

static void discarded_events_belong_to_those_that_do_not_count(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    struct trace_result *result = calloc(1, sizeof(*result));
    FEED(&feed, process_end, .events = feed.events + 1 + 3, .depth = 1);
    feed.process = 200;
    FEED(&feed, enter_scope, .scope = 2, .depth = 2);
    result->events_discarded = 10;
    analysis_finish(feed.analysis, result);
    assert_int_equal(feed.analysis->processes[0]->events_lost, 3);
    assert_int_equal(feed.analysis->processes[1]->events_lost, 7);
    assert_int_equal(analysis_lost(feed.analysis), 10);
    assert_false(feed.analysis->processes[1]->from_beginning);
    free(result);
    analysis_free(feed.analysis);
}

static void a_child_inherits_and_is_not_blamed(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    feed.process = 200;
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .reason = TL_START_FORK, .pid = 200, .parent_pid = 100,
         .program = "p", .version = "", .settings = "");
    feed_facts(&feed);
    FEED(&feed, inherited_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, object_new, .object = 1, .pointer = 0x10010, .origin = ORIGIN_STRUCT);
    FEED(&feed, inherited_object, .object = 1, .count = 1);
    FEED(&feed, inherited_record, .object = 1, .scope = 2);
    FEED(&feed, context, .thread = 200, .manager = 1);
    FEED(&feed, object_new, .object = 2, .pointer = 0x20020, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct, .object = 2, .site = 1, .count = 1);
    FEED(&feed, process_end, .events = 0, .depth = 2, .counted = 2);
    feed.process = 100;
    feed_finish(&feed, true);
    const struct process *child = feed.analysis->processes[1];
    assert_true(child->forked);
    assert_true(child->counters_agree);
    assert_int_equal(child->leaks.objects, 1);
    assert_int_equal(child->leaks.groups.count, 2);
    assert_int_equal(((const struct leak_group *)child->leaks.groups.entries[0])->key.inherited, 0);
    assert_int_equal(((const struct leak_group *)child->leaks.groups.entries[1])->key.inherited, 1);
    assert_int_equal(child->scopes.never_left, 0);
    analysis_free(feed.analysis);
}

static void what_the_counters_deny_is_not_certain(void **state)
{
    (void)state;
    const uint64_t ends[][3] = {
        {1, 0, 1}, {0, 0, 0}, {1, 3, 0}}; /* counted, events (0: as many as there were), certain */
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        struct feed feed = feed_start();
        feed_struct(&feed, 1);
        FEED(&feed, process_end, .events = ends[i][1] > 0 ? ends[i][1] : feed.events + 1, .depth = 1,
             .counted = ends[i][0]);
        feed_finish(&feed, false);
        const struct process *process = feed.analysis->processes[0];
        assert_int_equal(process->ending, ENDED_NORMALLY);
        assert_int_equal(process->counters_agree, ends[i][2]);
        assert_int_equal(process->mixed, ends[i][1] > 0);
        assert_int_equal(analysis_is_certain(feed.analysis, process), ends[i][2]);
        analysis_free(feed.analysis);
    }
}

static void exec_starts_another_process(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .pid = 100, .program = "other", .version = "",
         .settings = "");
    feed_finish(&feed, false);
    assert_int_equal(feed.analysis->count, 2);
    assert_int_equal(feed.analysis->processes[0]->ending, ENDED_REPLACED);
    assert_int_equal(feed.analysis->processes[1]->replay.objects.count, 0);
    analysis_free(feed.analysis);
}

static void an_unknown_object_gets_its_kind(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, object_new, .object = 1, .pointer = 0x7000, .origin = ORIGIN_UNKNOWN);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 1, .outcome = TL_ACQUIRE_ENTERED);
    FEED(&feed, object_new, .object = 1, .pointer = 0x7000, .origin = ORIGIN_STRUCT);
    FEED(&feed, register_struct, .object = 1, .site = 8, .count = 2, .outcome = TL_REGISTER_AGAIN);
    const struct totals *totals = &main_process(&feed)->replay.totals;
    assert_int_equal(totals->objects[TL_KIND_UNKNOWN], 0);
    assert_int_equal(totals->objects[TL_KIND_STRUCT], 1);
    assert_int_equal(totals->bytes[TL_KIND_STRUCT], STRUCT_BYTES);
    feed_finish(&feed, true);
    analysis_free(feed.analysis);
}

static void counts_beyond_sixteen_bits(void **state)
{
    (void)state;
    enum { ACQUIRES = 70000 };
    struct feed feed = feed_start();
    feed_struct(&feed, 1);
    for (uint32_t count = 2; count <= ACQUIRES; count++) {
        FEED(&feed, ptr_acquire, .object = 1, .site = 8,
             .count = count < TL_COUNT_MAX ? (uint16_t)count : TL_COUNT_MAX);
    }
    const struct object *object = idmap_find(&main_process(&feed)->replay.objects, 1);
    assert_int_equal(object->count, ACQUIRES);
    for (uint32_t count = ACQUIRES - 1; count > 0; count--) {
        FEED(&feed, ptr_release, .object = 1, .site = 8,
             .count = count < TL_COUNT_MAX ? (uint16_t)count : TL_COUNT_MAX);
    }
    assert_int_equal(object->count, 1);
    assert_int_equal(object->acquires, 0);
    feed_finish(&feed, true);
    analysis_free(feed.analysis);
}

static void managers_have_scopes_of_their_own(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, context, .thread = 7, .manager = 2);
    FEED(&feed, enter_scope, .scope = 3, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    FEED(&feed, context, .thread = 7, .manager = 1);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 6);
    feed_finish(&feed, true);
    assert_int_equal(feed_group(&feed, VERDICT_SCOPE_NEVER_LEFT)->scope, 3);
    analysis_free(feed.analysis);
}

/* Events with values that no trace of ours holds: nothing may crash, and memory stays sound under the sanitizers. */
static void nonsense_is_survived(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    srand(1);
    for (int i = 0; i < 200000; i++) {
        struct trace_event event = {0};
        unsigned char *bytes = (unsigned char *)&event.as;
        for (size_t at = 0; at < sizeof(event.as); at++) {
            bytes[at] = (unsigned char)(rand() % 3 == 0 ? rand() % 12 : 0);
        }
        event.id = (enum tl_event_id)(rand() % TL_EVENT_COUNT);
        switch (event.id) {
        case TL_EVENT_process_start:
        case TL_EVENT_mark:
        case TL_EVENT_diagnostic:
            continue;
        case TL_EVENT_module:
            event.as.module.path = event.as.module.build_id = "nonsense";
            break;
        case TL_EVENT_address:
            event.as.address.symbol = "nonsense";
            break;
        case TL_EVENT_statement:
            event.as.statement.file = event.as.statement.tag = "nonsense";
            break;
        case TL_EVENT_origin:
            event.as.origin.name = "nonsense";
            break;
        case TL_EVENT_selection:
            event.as.selection.scope_site = "nonsense";
            break;
        case TL_EVENT_summary:
            event.as.summary.name = "nonsense";
            break;
        default:
            break;
        }
        feed_event(&feed, &event);
    }
    feed_finish(&feed, true);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stale_record_leaves_the_new_object_alone),
        cmocka_unit_test(a_pooled_tensor_comes_back_as_another_object),
        cmocka_unit_test(devices_and_streams_are_no_references),
        cmocka_unit_test(unregister_takes_the_record_of_its_scope_only),
        cmocka_unit_test(a_lost_exit_is_made_up_for),
        cmocka_unit_test(lost_objects_are_made_up_and_said),
        cmocka_unit_test(discarded_events_belong_to_those_that_do_not_count),
        cmocka_unit_test(a_child_inherits_and_is_not_blamed),
        cmocka_unit_test(what_the_counters_deny_is_not_certain),
        cmocka_unit_test(exec_starts_another_process),
        cmocka_unit_test(an_unknown_object_gets_its_kind),
        cmocka_unit_test(counts_beyond_sixteen_bits),
        cmocka_unit_test(managers_have_scopes_of_their_own),
        cmocka_unit_test(nonsense_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
