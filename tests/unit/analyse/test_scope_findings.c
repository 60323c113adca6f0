/* SPDX-License-Identifier: MIT */
/* What is found of scopes and functions that were never left, in which words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"

static void open_scopes_and_what_they_hold_are_one_finding(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 0; i < 1200; i++) {
        feed_enter(&feed, i + 2, i + 2);
        feed_struct(&feed, 2 * i + 1);
        FEED(&feed, object_new, .object = 2 * i + 2, .pointer = 0x800000 + i * 64u, .origin = ORIGIN_TENSOR);
        FEED(&feed, register_tensor, .object = 2 * i + 2, .site = 4, .count = 1);
    }
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_SCOPES_OPEN_AT_END, .other_site = 6, .text = "");
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->category, FINDING_LEAK);
    assert_string_equal(finding_name(finding->code), "scope-never-left");
    assert_int_equal(finding->cause, 6);
    assert_int_equal(finding->kind, -1);
    assert_int_equal(finding->times, 1200);
    assert_int_equal(finding->objects, 2400);
    assert_string_equal(finding->sentence, "1,200 scopes entered at site_6 (program+0x6) were never left, each keeping "
                                           "2 objects (448 bytes).");
    analysis_free(feed.analysis);
}

static void an_open_scope_that_holds_nothing_is_a_warning(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_enter(&feed, 2, 2);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->category, FINDING_SCOPE);
    assert_int_equal(finding->severity, FINDING_WARNING);
    assert_int_equal(finding->cause, 6);
    assert_int_equal(finding->times, 1);
    analysis_free(feed.analysis);
}

/* A function's frame with a slot buffer, entered at site 5. */
static void enter_function(struct feed *feed, uint32_t scope, uint64_t bytes)
{
    FEED(feed, function_enter, .frame = scope, .scope = scope, .depth = scope, .slots = 1, .site = 5);
    FEED(feed, get_buffer, .frame = scope, .size = (int64_t)bytes, .capacity = bytes, .buffer = 0x5000 + scope,
         .outcome = TL_BUFFER_MADE, .site = 4);
}

static const struct finding *scopes_left_open(struct feed *feed, uint32_t scopes)
{
    *feed = feed_start();
    for (uint32_t i = 0; i < scopes; i++) {
        feed_enter(feed, i + 2, i + 2);
    }
    return feed_finish_with_finding(feed);
}

static void scopes_left_open_again_and_again_are_growth(void **state)
{
    (void)state;
    struct feed feed;
    const struct finding *finding = scopes_left_open(&feed, 2000);
    assert_int_equal(finding->severity, FINDING_ERROR);
    assert_string_equal(finding->sentence, "2,000 scopes entered at site_6 (program+0x6) were never left. The depth "
                                           "grew from 1 to 2,001.");
    analysis_free(feed.analysis);
    finding = scopes_left_open(&feed, 3);
    assert_int_equal(finding->severity, FINDING_WARNING);
    assert_string_equal(finding->sentence, "3 scopes entered at site_6 (program+0x6) were never left.");
    analysis_free(feed.analysis);
}

/* Scopes of one place, inside which the function that entered them called exit. */
static const struct finding *exit_inside(struct feed *feed, uint32_t scopes)
{
    *feed = feed_start();
    FEED(feed, address, .address = 10, .value = 0x400010, .module = 1, .offset = 0x10, .symbol = "site_6");
    FEED(feed, stack, .stack = 10, .address = 10, .end = TL_STACK_END_DEPTH);
    FEED(feed, site, .site = 10, .stack = 10);
    for (uint32_t i = 0; i < scopes; i++) {
        feed_enter(feed, i + 2, i + 2);
    }
    feed_struct(feed, 1);
    FEED(feed, diagnostic, .code = TL_DIAGNOSTIC_SCOPES_OPEN_AT_END, .site = 10, .other_site = 6, .text = "");
    return feed_finish_with_finding(feed);
}

static void a_scope_that_exit_was_called_in_may_be_meant(void **state)
{
    (void)state;
    struct feed feed;
    const struct finding *finding = exit_inside(&feed, 1);
    assert_int_equal(finding->severity, FINDING_WARNING);
    assert_int_equal(finding->confidence, FINDING_LIKELY);
    assert_int_equal(feed_place(finding, "ended inside at"), 10);
    assert_string_equal(finding->sentence, "A scope entered at site_6 (program+0x6) was still open when the program "
                                           "ended, and keeps 1 struct \"Node\" (48 bytes).");
    assert_non_null(strstr(finding->fix, "exit"));
    analysis_free(feed.analysis);
    finding = exit_inside(&feed, 2); /* the first of them was passed by */
    assert_int_equal(finding->severity, FINDING_ERROR);
    assert_non_null(strstr(finding->sentence, "2 scopes entered at site_6 (program+0x6) were never left"));
    analysis_free(feed.analysis);
}

/* A child that was forked inside two scopes of one place, and has put a struct into the inner one. */
static void a_child_that_ends_in_its_parents_scope_may_mean_it(void **state)
{
    (void)state;
    struct feed feed = {.analysis = analysis_new(), .time_ns = 1000000000, .process = 100};
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .pid = 100, .parent_pid = 1, .reason = TL_START_FORK,
         .program = "/nowhere/program", .version = "0.1.0", .settings = "");
    feed_facts(&feed);
    FEED(&feed, inherited_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, inherited_scope, .scope = 3, .depth = 3, .site = 6);
    FEED(&feed, context, .thread = 7, .manager = 1);
    feed_struct(&feed, 1);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->severity, FINDING_NOTE);
    assert_int_equal(finding->confidence, FINDING_LIKELY);
    assert_int_equal(finding->times, 1);
    assert_string_equal(finding->sentence,
                        "A scope that the parent process entered at site_6 (program+0x6) was still open when the "
                        "forked child ended, and keeps 1 struct \"Node\" (48 bytes).");
    assert_non_null(strstr(finding->fix, "the child"));
    analysis_free(feed.analysis);
}

static void functions_never_left_keep_their_buffers(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 0; i < 2000; i++) {
        enter_function(&feed, i + 2, 100000);
    }
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_FRAMES_OPEN_AT_END, .other_site = 5, .text = "");
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_string_equal(finding_name(finding->code), "scope-never-left");
    assert_int_equal(finding->severity, FINDING_ERROR);
    assert_int_equal(finding->cause, 5);
    assert_int_equal(finding->times, 2000);
    assert_int_equal(finding->bytes, 200000000);
    assert_non_null(strstr(finding->sentence, "2,000 calls of site_5, entered at site_5 (program+0x5), were never "
                                              "left, and keep 190.7 MiB of slot buffers."));
    assert_non_null(strstr(finding->fix, "tl_mem_function_exit"));
    analysis_free(feed.analysis);
}

/* An exit of the caller's has left the scope that came with the frame. */
static void a_function_never_left_keeps_buffers_without_its_scope(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    enter_function(&feed, 2, 4096);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_FRAMES_OPEN_AT_END, .other_site = 5, .text = "");
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_string_equal(finding->sentence, "A call of site_5, entered at site_5 (program+0x5), was never left, and "
                                           "keeps 4.0 KiB of slot buffers.");
    assert_int_equal(finding->severity, FINDING_ERROR);
    analysis_free(feed.analysis);
}

static void a_function_and_a_scope_in_it_stay_apart(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    enter_function(&feed, 2, 64);
    feed_enter(&feed, 3, 3);
    feed_finish(&feed, true);
    const struct findings *findings = feed_findings(&feed);
    assert_int_equal(findings->count, 2);
    assert_int_equal(findings->list[0]->cause, 5);
    assert_int_equal(findings->list[0]->bytes, 64);
    assert_int_equal(findings->list[1]->cause, 6);
    assert_string_equal(findings->list[1]->sentence, "A scope entered at site_6 (program+0x6) was never left.");
    analysis_free(feed.analysis);
}

/* More scopes than calls, of one place: what is kept is shared out over what is counted. */
static void what_calls_keep_is_shared_over_calls(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t scope = 2; scope <= 4; scope++) {
        if (scope < 4) {
            FEED(&feed, function_enter, .frame = scope, .scope = scope, .depth = scope, .site = 5);
        } else {
            FEED(&feed, enter_scope, .scope = scope, .depth = scope, .site = 5);
        }
        feed_struct(&feed, scope);
    }
    assert_string_equal(feed_finish_with_finding(&feed)->sentence,
                        "2 calls of site_5, entered at site_5 (program+0x5), were never left, "
                        "and keep 3 structs \"Node\" (144 bytes).");
    analysis_free(feed.analysis);
}

static void what_functions_never_left_keep_is_told_beside_their_objects(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    enter_function(&feed, 2, 4096);
    feed_struct(&feed, 1);
    const struct finding *finding = feed_finish_with_finding(&feed);
    assert_int_equal(finding->category, FINDING_LEAK);
    assert_int_equal(finding->bytes, 4096 + STRUCT_BYTES);
    assert_string_equal(finding->sentence, "A call of site_5, entered at site_5 (program+0x5), was never left, and "
                                           "keeps 1 struct \"Node\" (48 bytes), and 4.0 KiB of slot buffers.");
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_scopes_and_what_they_hold_are_one_finding),
        cmocka_unit_test(an_open_scope_that_holds_nothing_is_a_warning),
        cmocka_unit_test(scopes_left_open_again_and_again_are_growth),
        cmocka_unit_test(a_scope_that_exit_was_called_in_may_be_meant),
        cmocka_unit_test(a_child_that_ends_in_its_parents_scope_may_mean_it),
        cmocka_unit_test(functions_never_left_keep_their_buffers),
        cmocka_unit_test(a_function_never_left_keeps_buffers_without_its_scope),
        cmocka_unit_test(a_function_and_a_scope_in_it_stay_apart),
        cmocka_unit_test(what_calls_keep_is_shared_over_calls),
        cmocka_unit_test(what_functions_never_left_keep_is_told_beside_their_objects),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
