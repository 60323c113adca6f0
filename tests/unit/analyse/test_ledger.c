/* SPDX-License-Identifier: MIT */
/* Ledgers: what is kept of them, and how they name the cause of a leak. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "story.h"

static void left(struct feed *feed, uint32_t object, uint32_t count)
{
    FEED(feed, record_release, .object = object, .count = (uint16_t)count,
         .fate = count > 0 ? TL_FATE_KEPT : TL_FATE_FREED);
}

static void acquire(struct feed *feed, uint32_t object, uint32_t site, uint32_t count)
{
    FEED(feed, ptr_acquire, .object = object, .site = site, .count = (uint16_t)count);
}

static void release(struct feed *feed, uint32_t object, uint32_t site, uint32_t count)
{
    FEED(feed, ptr_release, .object = object, .site = site, .count = (uint16_t)count,
         .fate = count > 0 ? TL_FATE_KEPT : TL_FATE_FREED);
}

static void sum_take(void *context, enum ledger_op op, uint32_t site, uint64_t times)
{
    uint64_t *sums = context;
    sums[op] += times * (site == 5 ? 1000 : 1);
}

/* Entry i has count i. */
static void fill(struct ledger *ledger, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        ledger_add(ledger, (struct ledger_entry){.site = i % 2 ? 5 : 4, .count = (uint16_t)i, .op = LEDGER_ACQUIRED});
    }
}

static void the_first_and_the_last_entries_are_kept(void **state)
{
    (void)state;
    for (uint32_t count = 0; count <= 300; count++) {
        struct ledger ledger = {0};
        uint64_t sums[LEDGER_OPS] = {0};
        fill(&ledger, count);
        const size_t kept = ledger_kept(&ledger);
        assert_int_equal(kept, count < 64 ? count : 64);
        for (size_t i = 0; i < kept; i++) {
            assert_int_equal(ledger_entry(&ledger, i)->count, i < 32 ? i : count - kept + i);
        }
        ledger_each(&ledger, sum_take, sums);
        assert_int_equal(sums[LEDGER_ACQUIRED], (count + 1) / 2 + count / 2 * 1000u);
        ledger_free(&ledger);
    }
}

static void the_latest_entry_gets_another_site(void **state)
{
    (void)state;
    struct ledger ledger = {0};
    uint64_t sums[LEDGER_OPS] = {0};
    fill(&ledger, 100);
    ledger_restate(&ledger, 4, 9); /* not told so */
    ledger_restate(&ledger, 5, 9);
    assert_int_equal(ledger_entry(&ledger, 63)->site, 9);
    ledger_each(&ledger, sum_take, sums);
    assert_int_equal(sums[LEDGER_ACQUIRED], 51 + 49 * 1000);
    ledger_free(&ledger);
}

/* Acquired at 8 and 9 in the same way, released at 5 for that of 8 only. */
static void the_dead_tell_the_acquire_that_lacks_a_release(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t object = 1; object <= 6; object++) {
        const bool leaks = object == 3;
        feed_enter(&feed, object + 1, 2);
        feed_struct(&feed, object);
        acquire(&feed, object, leaks ? 9 : 8, 2);
        if (!leaks) {
            release(&feed, object, 5, 1);
        }
        feed_leave(&feed, object + 1, 1);
        left(&feed, object, leaks);
    }
    feed_finish(&feed, true);
    const struct finding *finding = feed_finding(&feed);
    assert_int_equal(finding->cause, 9);
    assert_int_equal(finding->why->died, 5);
    assert_int_equal(finding->why->others, 5);
    assert_int_equal(finding->why->lacked, 5);
    assert_non_null(
        strstr(finding->sentence, "All 5 others first seen at site_1 (program+0x1) were released at site_5"));
    analysis_free(feed.analysis);
}

/* Two acquires, in the dead two releases: the leaked one lacks the release that pays for the first. */
static void the_partner_of_the_missing_release_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t object = 1; object <= 2; object++) {
        feed_enter(&feed, object + 1, 2);
        feed_struct(&feed, object);
        acquire(&feed, object, 8, 2);
        acquire(&feed, object, 9, 3);
        release(&feed, object, 4, 2);
        if (object == 1) {
            release(&feed, object, 5, 1);
        }
        feed_leave(&feed, object + 1, 1);
        left(&feed, object, object == 1 ? 0 : 1);
    }
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, 8);
    assert_int_equal(feed_finding(&feed)->why->lacked, 5);
    analysis_free(feed.analysis);
}

static void without_others_the_acquire_nobody_pays_for_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    acquire(&feed, 1, 8, 2);
    acquire(&feed, 1, 9, 3);
    release(&feed, 1, 5, 2);
    feed_leave(&feed, 2, 1);
    left(&feed, 1, 1);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, 8);
    analysis_free(feed.analysis);
}

static void the_balance_counts_what_was_done_where(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t object = 1; object <= 12; object++) {
        feed_enter(&feed, object + 1, 2);
        feed_struct(&feed, object);
        acquire(&feed, object, 8, 2);
        if (object > 1) {
            release(&feed, object, 9, 1);
        }
        feed_leave(&feed, object + 1, 1);
        left(&feed, object, object == 1);
    }
    feed_finish(&feed, true);
    const struct process *process = feed.analysis->processes[0];
    assert_int_equal(whys_total(&process->whys, LEDGER_ACQUIRED, 8), 12);
    assert_int_equal(whys_total(&process->whys, LEDGER_RELEASED, 9), 11);
    assert_null(strstr(feed_finding(&feed)->sentence, "acquires there")); /* the leaked one's only acquire */
    const struct leak_group *group = feed_group(&feed, VERDICT_OVER_ACQUIRED);
    assert_int_equal(group->balance.count, 3); /* registered, acquired, scope left */
    assert_int_equal(group->outlived, 6);
    assert_int_equal(group->outlived_max_ns, group->outlived_min_ns);
    analysis_free(feed.analysis);
}

/* The value was freed since somebody released once too often: not the acquire that met it then. */
static void a_release_that_nothing_pays_for_is_the_cause_of_misuse(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    feed_struct(&feed, 1);
    acquire(&feed, 1, 8, 2);
    release(&feed, 1, 9, 1);
    release(&feed, 1, 9, 0);
    FEED(&feed, ptr_acquire, .object = 1, .site = 8, .outcome = TL_ACQUIRE_REFUSED);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_ACQUIRE_FREED, .severity = TL_SEVERITY_ERROR, .object = 1, .site = 8,
         .other_site = 9, .text = "");
    feed_leave(&feed, 2, 1);
    FEED(&feed, record_release, .object = 1, .fate = TL_FATE_STALE);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, 9);
    assert_int_equal(feed_finding(&feed)->kind, TL_KIND_STRUCT);
    analysis_free(feed.analysis);
}

static void the_whole_story_of_one_object(void **state)
{
    (void)state;
    struct feed feed = {.analysis = analysis_new(), .time_ns = 1000000000, .process = 100};
    feed.analysis->object = 2;
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .pid = 100, .program = "", .version = "", .settings = "");
    FEED(&feed, context, .thread = 7, .manager = 1);
    feed_facts(&feed);
    feed_struct(&feed, 1);
    feed_struct(&feed, 2);
    for (uint32_t i = 0; i < 200; i++) {
        acquire(&feed, 2, 8, 2);
        release(&feed, 2, 9, 1);
    }
    release(&feed, 2, 9, 0);
    feed_finish(&feed, true);
    const struct story *story = &feed.analysis->processes[0]->replay.story;
    assert_true(story->seen);
    assert_int_equal(story->count, 402);
    assert_true(story->ended);
    assert_int_equal(story->fate, TL_FATE_FREED);
    assert_string_equal(facts_name(&story->last.facts), "Node");
    analysis_free(feed.analysis);
}

static void kept_on_purpose_is_no_leak(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    FEED(&feed, object_new, .object = 1, .pointer = 0x9000, .origin = ORIGIN_VECTOR);
    FEED(&feed, register_vec_ptr, .object = 1, .site = 3, .count = 1);
    acquire(&feed, 1, 8, 2);
    FEED(&feed, keep, .pointer = 0x9000, .object = 1, .site = 9);
    feed_struct(&feed, 2);
    FEED(&feed, unregister, .object = 2, .scope = 2, .site = 9, .outcome = TL_UNREGISTER_HIT);
    feed_leave(&feed, 2, 1);
    left(&feed, 1, 1);
    FEED(&feed, vector_holds, .vector = 1, .object = 2);
    feed_finish(&feed, true);
    const struct process *process = feed.analysis->processes[0];
    assert_int_equal(process->findings.count, 0);
    assert_int_equal(process->leaks.objects, 0);
    assert_int_equal(process->leaks.groups.count, 2); /* the vector and what it holds */
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(((const struct leak_group *)process->leaks.groups.entries[i])->key.verdict, VERDICT_KEPT);
    }
    analysis_free(feed.analysis);
}

/* A size that the program tells holds where nobody else knows one, whether it comes before or after. */
static void logged_sizes_are_taken(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, logged_alloc, .pointer = 0x7000, .bytes = 320, .site = 4);
    FEED(&feed, logged_alloc, .pointer = 0x7000, .bytes = 640, .site = 4);
    FEED(&feed, object_new, .object = 1, .pointer = 0x7000, .origin = ORIGIN_UNKNOWN);
    acquire(&feed, 1, 8, 1);
    FEED(&feed, object_new, .object = 2, .pointer = 0x7100, .origin = ORIGIN_UNKNOWN);
    acquire(&feed, 2, 8, 1);
    FEED(&feed, logged_alloc, .pointer = 0x7100, .object = 2, .bytes = 64, .site = 4);
    FEED(&feed, logged_alloc, .pointer = 0x7200, .bytes = 32, .site = 4);
    FEED(&feed, logged_free, .pointer = 0x7200, .site = 4);
    FEED(&feed, object_new, .object = 3, .pointer = 0x7200, .origin = ORIGIN_UNKNOWN);
    acquire(&feed, 3, 8, 1);
    feed_struct(&feed, 4);
    FEED(&feed, logged_alloc, .pointer = 0x10040, .object = 4, .bytes = 7, .site = 4);
    feed_finish(&feed, true);
    const struct process *process = feed.analysis->processes[0];
    assert_int_equal(process->at_end.bytes[TL_KIND_UNKNOWN], 640 + 64);
    assert_int_equal(process->at_end.bytes[TL_KIND_STRUCT], STRUCT_BYTES);
    assert_int_equal(feed_group(&feed, VERDICT_OVER_ACQUIRED)->size_unknown, 1);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_and_the_last_entries_are_kept),
        cmocka_unit_test(the_latest_entry_gets_another_site),
        cmocka_unit_test(the_dead_tell_the_acquire_that_lacks_a_release),
        cmocka_unit_test(the_partner_of_the_missing_release_is_the_cause),
        cmocka_unit_test(without_others_the_acquire_nobody_pays_for_is_the_cause),
        cmocka_unit_test(the_balance_counts_what_was_done_where),
        cmocka_unit_test(a_release_that_nothing_pays_for_is_the_cause_of_misuse),
        cmocka_unit_test(the_whole_story_of_one_object),
        cmocka_unit_test(kept_on_purpose_is_no_leak),
        cmocka_unit_test(logged_sizes_are_taken),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
