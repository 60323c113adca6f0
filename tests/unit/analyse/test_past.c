/* SPDX-License-Identifier: MIT */
/* Traces whose beginning was overwritten: where the replay begins, and what it never claims of what is older. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "feed.h"

/* All events of the feed so far may be missing others between them. */
static struct trace_result overwritten;

static struct feed cut_feed(void)
{
    struct feed feed = {.analysis = analysis_new(), .time_ns = 1000000000, .process = 100};
    overwritten = (struct trace_result){.overwritten_until = 1000500000};
    feed.analysis->reading = &overwritten;
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .pid = 100, .parent_pid = 1, .program = "/nowhere/program",
         .version = "0.1.0", .settings = "");
    feed_facts(&feed);
    return feed;
}

/* The gap is over. */
static void pass_the_gap(struct feed *feed)
{
    feed->time_ns = 1000500000;
}

static void keyframe(struct feed *feed, bool objects)
{
    FEED(feed, keyframe, .objects = objects);
    FEED(feed, inherited_scope, .scope = 7, .depth = 2, .site = 6);
}

static void keyframe_object(struct feed *feed, uint32_t object, uint32_t count)
{
    FEED(feed, origin, .origin = ORIGIN_STRUCT, .kind = TL_KIND_STRUCT, .bytes = STRUCT_BYTES, .site = 1,
         .name = "Node");
    FEED(feed, object_new, .object = object, .pointer = 0x10000 + object * 16u, .origin = ORIGIN_STRUCT);
    FEED(feed, inherited_object, .object = object, .count = count);
}

static void keyframe_end(struct feed *feed)
{
    FEED(feed, context, .thread = 7, .manager = 1);
}

static void nothing_is_believed_before_the_first_keyframe(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    feed_struct(&feed, 1); /* its release may be missing */
    pass_the_gap(&feed);
    feed_struct(&feed, 2);
    assert_int_equal(feed_process(&feed)->replay.objects.count, 0);
    keyframe(&feed, true);
    keyframe_end(&feed);
    feed_struct(&feed, 3);
    assert_int_equal(feed_process(&feed)->replay.objects.count, 1);
    assert_int_equal(feed_process(&feed)->replay.totals.depth, 2);
    feed_finish(&feed, false);
    assert_false(feed_process(&feed)->from_beginning);
    assert_false(analysis_is_certain(feed.analysis, feed_process(&feed)));
    analysis_free(feed.analysis);
}

static void what_is_older_is_held_or_leaked_and_nobody_is_blamed(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    pass_the_gap(&feed);
    keyframe(&feed, true);
    keyframe_object(&feed, 1, 2);
    FEED(&feed, inherited_record, .object = 1, .scope = 7);
    keyframe_object(&feed, 2, 1);
    FEED(&feed, inherited_record, .object = 2, .scope = 7);
    keyframe_end(&feed);
    feed_finish(&feed, true);
    const struct leak_group *leaked = feed_group(&feed, VERDICT_PAST_UNKNOWN);
    assert_int_equal(leaked->objects, 1);
    assert_int_equal(leaked->key.cause, leaked->key.site);
    assert_null(leaked->why);
    assert_int_equal(feed_group(&feed, VERDICT_SCOPE_NEVER_LEFT)->objects, 1);
    assert_null(feed_group(&feed, VERDICT_LEAKED));
    analysis_free(feed.analysis);
}

static void an_untold_object_is_no_leak_until_a_keyframe_tells_who_holds_it(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    pass_the_gap(&feed);
    keyframe(&feed, false);
    keyframe_end(&feed);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .count = 2, .outcome = TL_ACQUIRE_COUNTED);
    FEED(&feed, ptr_acquire, .object = 2, .site = 8, .count = 2, .outcome = TL_ACQUIRE_COUNTED);
    FEED(&feed, keyframe, .objects = 1);
    keyframe_object(&feed, 2, 2);
    FEED(&feed, inherited_record, .object = 2, .scope = 7);
    feed_finish(&feed, true);
    assert_int_equal(feed_group(&feed, VERDICT_HOLDER_UNKNOWN)->examples[0].object, 1);
    assert_int_equal(feed_group(&feed, VERDICT_PAST_UNKNOWN)->examples[0].object, 2);
    analysis_free(feed.analysis);
}

static void an_end_that_may_be_overwritten_is_no_kill(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    feed_struct(&feed, 1);
    feed_finish(&feed, false);
    assert_int_equal(feed_process(&feed)->ending, ENDED_UNKNOWN);
    analysis_free(feed.analysis);

    feed = cut_feed();
    pass_the_gap(&feed);
    feed_struct(&feed, 1); /* what it told after this would be there */
    feed_finish(&feed, false);
    assert_int_equal(feed_process(&feed)->ending, ENDED_KILLED);
    analysis_free(feed.analysis);
}

static void what_was_seen_from_its_birth_keeps_its_cause(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    pass_the_gap(&feed);
    keyframe(&feed, true);
    keyframe_end(&feed);
    feed_struct(&feed, 5);
    FEED(&feed, ptr_acquire, .object = 5, .site = 8, .count = 2, .outcome = TL_ACQUIRE_COUNTED);
    keyframe(&feed, true); /* tells it again: nothing changes */
    keyframe_object(&feed, 5, 2);
    FEED(&feed, inherited_record, .object = 5, .scope = 7);
    keyframe_end(&feed);
    assert_int_equal(feed_process(&feed)->replay.totals.depth, 2);
    feed_finish(&feed, true);
    assert_int_equal(feed_group(&feed, VERDICT_OVER_ACQUIRED)->cause_site, 8);
    analysis_free(feed.analysis);
}

static void keyframes_of_a_whole_trace_change_nothing(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 7, .depth = 2, .site = 6);
    feed_struct(&feed, 1);
    keyframe(&feed, true);
    keyframe_object(&feed, 1, 1);
    FEED(&feed, inherited_record, .object = 1, .scope = 7);
    FEED(&feed, inherited_buffer, .frame = 1, .buffer = 0x100, .bytes = 64);
    keyframe_end(&feed);
    assert_int_equal(feed_process(&feed)->replay.totals.depth, 2);
    FEED(&feed, exit_scope, .scope = 7, .depth = 1, .site = 7);
    FEED(&feed, record_release, .object = 1, .fate = TL_FATE_FREED);
    feed_finish(&feed, true);
    assert_int_equal(feed_process(&feed)->leaks.groups.count, 0);
    assert_int_equal(feed_process(&feed)->buffers.bytes_max, 0);
    assert_true(analysis_is_certain(feed.analysis, feed_process(&feed)));
    analysis_free(feed.analysis);
}

/* The last keyframe, after which nothing but the end comes. */
static void what_a_vector_holds_is_told_after_the_last_keyframe(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 7, .depth = 2, .site = 6);
    feed_struct(&feed, 2);
    FEED(&feed, unregister, .object = 2, .scope = 7, .site = 8, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, exit_scope, .scope = 7, .depth = 1, .site = 7);
    FEED(&feed, object_new, .object = 1, .pointer = 0x9000, .origin = ORIGIN_VECTOR);
    FEED(&feed, register_vec_ptr, .object = 1, .site = 3, .count = 1); /* in the global scope */
    FEED(&feed, keyframe, .objects = 1);
    keyframe_object(&feed, 2, 1);
    FEED(&feed, vector_holds, .vector = 1, .object = 2);
    feed_finish(&feed, true);
    assert_int_equal(feed_process(&feed)->leaks.objects, 0);
    assert_null(feed_group(&feed, VERDICT_MOVED_NEVER_TAKEN));
    analysis_free(feed.analysis);
}

static void misuse_is_told_wherever_it_was(void **state)
{
    (void)state;
    struct feed feed = cut_feed();
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .pointer = 0x10010,
         .object = 1, .site = 8, .other_site = 7, .text = "");
    feed_finish(&feed, false);
    assert_int_equal(feed_process(&feed)->diagnostics.count, 1);
    assert_true(feed_process(&feed)->past.waiting);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_believed_before_the_first_keyframe),
        cmocka_unit_test(what_is_older_is_held_or_leaked_and_nobody_is_blamed),
        cmocka_unit_test(an_untold_object_is_no_leak_until_a_keyframe_tells_who_holds_it),
        cmocka_unit_test(an_end_that_may_be_overwritten_is_no_kill),
        cmocka_unit_test(what_was_seen_from_its_birth_keeps_its_cause),
        cmocka_unit_test(keyframes_of_a_whole_trace_change_nothing),
        cmocka_unit_test(what_a_vector_holds_is_told_after_the_last_keyframe),
        cmocka_unit_test(misuse_is_told_wherever_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
