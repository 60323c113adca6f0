/* SPDX-License-Identifier: MIT */
/* Functions that leave too few scopes, or too many, and what follows from that. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"

/* Sites in a function `caller` and in a function `callee` that it calls, with their stacks. */
enum { CALLER_ENTERS = 21, CALLER_LEAVES, CALLEE_ENTERS, CALLEE_LEAVES, CALL };

static void functions_feed(struct feed *feed)
{
    for (uint32_t site = CALLER_ENTERS; site <= CALL; site++) {
        const bool callee = site == CALLEE_ENTERS || site == CALLEE_LEAVES;
        FEED(feed, address, .address = site, .value = 0x500000 + site, .module = 1, .offset = site,
             .symbol = callee ? "callee" : "caller");
    }
    FEED(feed, stack, .stack = CALL, .address = CALL, .end = TL_STACK_END_OUTERMOST);
    for (uint32_t site = CALLER_ENTERS; site < CALL; site++) {
        const bool callee = site == CALLEE_ENTERS || site == CALLEE_LEAVES;
        FEED(feed, stack, .stack = site, .address = site, .outer = callee ? CALL : 0, .end = TL_STACK_END_OUTERMOST);
        FEED(feed, site, .site = site, .stack = site);
    }
}

static void the_function_that_forgets_its_exit_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = CALLER_ENTERS);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = CALLEE_ENTERS);
    FEED(&feed, exit_scope, .scope = 3, .depth = 2, .site = CALLER_LEAVES);
    feed_finish(&feed, true);
    assert_string_equal(finding_name(feed_finding(&feed)->code), "scope-never-left");
    assert_int_equal(feed_finding(&feed)->cause, CALLEE_ENTERS);
    analysis_free(feed.analysis);
}

static void the_function_that_leaves_its_callers_scope_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = CALLER_ENTERS);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = CALLEE_LEAVES);
    FEED(&feed, exit_scope, .scope = 0, .depth = 1, .site = CALLER_LEAVES);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .site = CALLER_LEAVES, .text = "");
    feed_finish(&feed, true);
    assert_string_equal(finding_name(feed_finding(&feed)->code), "exit-global-scope");
    assert_int_equal(feed_finding(&feed)->cause, CALLEE_LEAVES);
    analysis_free(feed.analysis);
}

/* The exit that is too many comes first, and weighs what came of it, which is mended with it. */
static void what_follows_from_an_exit_too_many_says_so(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = CALLER_ENTERS);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = CALLEE_LEAVES);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE, .site = CALLEE_LEAVES, .text = "");
    FEED(&feed, exit_scope, .scope = 0, .depth = 1, .site = CALLER_LEAVES);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .severity = TL_SEVERITY_ERROR,
         .site = CALLER_LEAVES, .text = "");
    feed_finish(&feed, true);
    const struct findings *findings = &feed_process(&feed)->findings;
    assert_int_equal(findings->count, 2);
    assert_null(findings->list[0]->follows);
    assert_int_equal(findings->list[0]->severity, FINDING_ERROR);
    assert_string_equal(finding_name(findings->list[0]->code), "function-scope-gone");
    assert_ptr_equal(findings->list[1]->follows, findings->list[0]);
    assert_int_equal(findings->list[1]->severity, FINDING_WARNING);
    assert_string_equal(findings->list[1]->fix,
                        "This follows from another finding, function-scope-gone: mend that first.");
    analysis_free(feed.analysis);
}

static const struct finding *finding_of(const struct feed *feed, const char *name)
{
    const struct findings *findings = &feed_process(feed)->findings;
    const struct finding *found = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        found = strcmp(finding_name(findings->list[i]->code), name) == 0 ? findings->list[i] : found;
    }
    assert_non_null(found);
    return found;
}

/* A scope of the caller's that the callee leaves for it, with the struct in it that it frees. */
static void left_by_callee(struct feed *feed, uint32_t scope, uint32_t thread)
{
    FEED(feed, enter_scope, .scope = scope, .depth = 2, .site = CALLER_ENTERS);
    feed_struct(feed, scope);
    FEED(feed, context, .thread = thread, .manager = 1);
    FEED(feed, exit_scope, .scope = scope, .depth = 1, .site = CALLEE_LEAVES);
    if (thread != 7) {
        FEED(feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_OTHER_THREAD, .severity = TL_SEVERITY_WARNING,
             .site = CALLEE_LEAVES, .text = "");
    }
    FEED(feed, record_release, .object = scope, .count = 0, .fate = TL_FATE_FREED);
    FEED(feed, context, .thread = 7, .manager = 1);
}

static void released_late(struct feed *feed, uint32_t object)
{
    FEED(feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .object = object,
         .site = CALLER_LEAVES, .other_site = CALLEE_LEAVES, .text = "");
}

/* The caller leaves a scope that another thread entered. */
static void left_by_other_thread(struct feed *feed, uint32_t scope, uint32_t enters, uint32_t leaves)
{
    FEED(feed, context, .thread = enters, .manager = 1);
    FEED(feed, enter_scope, .scope = scope, .depth = 2, .site = CALLER_ENTERS);
    FEED(feed, context, .thread = leaves, .manager = 1);
    FEED(feed, exit_scope, .scope = scope, .depth = 1, .site = CALLER_LEAVES);
    FEED(feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_OTHER_THREAD, .severity = TL_SEVERITY_WARNING,
         .site = CALLER_LEAVES, .text = "");
}

static void assert_blamed(struct feed *feed, uint32_t site)
{
    feed_finish(feed, true);
    assert_int_equal(finding_of(feed, "exit-other-thread")->cause, site);
    analysis_free(feed->analysis);
}

static void the_thread_that_left_one_too_many_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    left_by_callee(&feed, 2, 7);
    left_by_other_thread(&feed, 3, 8, 7);
    assert_blamed(&feed, CALLEE_LEAVES);
}

static void what_another_thread_left_rightly_is_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    left_by_callee(&feed, 2, 7);
    left_by_other_thread(&feed, 3, 7, 8);
    assert_blamed(&feed, CALLER_LEAVES);
}

/* The caller's own scope is under the one that it left. */
static void an_exit_before_a_scope_of_ones_own_is_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    left_by_callee(&feed, 2, 7);
    FEED(&feed, enter_scope, .scope = 3, .depth = 2, .site = CALLER_ENTERS);
    left_by_other_thread(&feed, 4, 8, 7);
    assert_blamed(&feed, CALLER_LEAVES);
}

static void what_is_left_rightly_again_and_again_is_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    for (uint32_t scope = 2; scope < 12; scope++) {
        left_by_callee(&feed, scope, 7);
    }
    left_by_other_thread(&feed, 12, 8, 7);
    assert_blamed(&feed, CALLER_LEAVES);
}

/* One place leaves scopes rightly and wrongly: nothing follows from what another of its exits did. */
static void what_a_right_exit_freed_follows_from_no_wrong_one(void **state)
{
    (void)state;
    for (int before = 0; before < 2; before++) {
        struct feed feed = feed_start();
        functions_feed(&feed);
        if (before) {
            left_by_callee(&feed, 2, 8);
        }
        left_by_callee(&feed, 3, 7);
        released_late(&feed, 3);
        if (!before) {
            left_by_callee(&feed, 4, 8);
        }
        feed_finish(&feed, true);
        assert_null(finding_of(&feed, "release-freed")->follows);
        assert_int_equal(finding_of(&feed, "release-freed")->severity, FINDING_ERROR);
        assert_int_equal(finding_of(&feed, "exit-other-thread")->severity, FINDING_WARNING);
        analysis_free(feed.analysis);
    }
}

static void what_a_wrong_exit_freed_follows_from_it(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    left_by_callee(&feed, 2, 8);
    released_late(&feed, 2);
    feed_finish(&feed, true);
    assert_ptr_equal(finding_of(&feed, "release-freed")->follows, finding_of(&feed, "exit-other-thread"));
    analysis_free(feed.analysis);
}

/* The same two misuses in the other order. */
static void nothing_follows_from_what_came_later(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = CALLER_ENTERS);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = CALLEE_LEAVES);
    FEED(&feed, exit_scope, .scope = 0, .depth = 1, .site = CALLER_LEAVES);
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .severity = TL_SEVERITY_ERROR,
         .site = CALLER_LEAVES, .text = "");
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE, .site = CALLEE_LEAVES, .text = "");
    feed_finish(&feed, true);
    assert_null(finding_of(&feed, "exit-global-scope")->follows);
    analysis_free(feed.analysis);
}

static void the_scope_that_a_function_exit_left_instead_is_the_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, function_enter, .frame = 1, .scope = 2, .depth = 2, .site = CALLER_ENTERS);
    FEED(&feed, site, .site = 30, .stack = CALLER_LEAVES);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = 30);
    FEED(&feed, function_exit, .frame = 1, .scope = 3, .depth = 2, .site = CALLER_LEAVES);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, sites_place(&feed_process(&feed)->sites, 30));
    analysis_free(feed.analysis);
}

/* Another function's exit, which the forgotten one's frame was left for, says nothing of where that began. */
static void a_scope_that_anothers_exit_left_is_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, function_enter, .frame = 1, .scope = 2, .depth = 2, .site = CALLEE_ENTERS);
    FEED(&feed, site, .site = 30, .stack = CALLEE_LEAVES);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = 30);
    FEED(&feed, function_exit, .frame = 1, .scope = 3, .depth = 2, .site = CALLER_LEAVES);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, CALLEE_ENTERS);
    analysis_free(feed.analysis);
}

/* A function that forgets its exit at one call, and an inner scope at another. */
static void calls_are_entered_where_their_frames_are(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    functions_feed(&feed);
    FEED(&feed, site, .site = 30, .stack = CALLER_LEAVES);
    for (uint32_t frame = 1; frame <= 2; frame++) {
        FEED(&feed, function_enter, .frame = frame, .scope = 2 * frame, .depth = 2, .slots = 1, .site = CALLER_ENTERS);
    }
    FEED(&feed, enter_scope, .scope = 5, .depth = 4, .site = 30);
    FEED(&feed, function_exit, .frame = 2, .scope = 5, .depth = 3, .site = CALLER_LEAVES);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, sites_place(&feed_process(&feed)->sites, 30));
    assert_non_null(strstr(feed_finding(&feed)->sentence, "A call of caller, entered at caller (program+0x15),"));
    analysis_free(feed.analysis);
}

/* Functions that enter and leave for others have no caller in common: nothing is made of that. */
static void helpers_that_enter_and_leave_are_no_cause(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    FEED(&feed, enter_scope, .scope = 3, .depth = 3, .site = 6);
    FEED(&feed, exit_scope, .scope = 3, .depth = 2, .site = 7);
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->cause, 6);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_function_that_forgets_its_exit_is_the_cause),
        cmocka_unit_test(the_function_that_leaves_its_callers_scope_is_the_cause),
        cmocka_unit_test(what_follows_from_an_exit_too_many_says_so),
        cmocka_unit_test(the_thread_that_left_one_too_many_is_the_cause),
        cmocka_unit_test(what_another_thread_left_rightly_is_no_cause),
        cmocka_unit_test(an_exit_before_a_scope_of_ones_own_is_no_cause),
        cmocka_unit_test(what_is_left_rightly_again_and_again_is_no_cause),
        cmocka_unit_test(what_a_right_exit_freed_follows_from_no_wrong_one),
        cmocka_unit_test(what_a_wrong_exit_freed_follows_from_it),
        cmocka_unit_test(nothing_follows_from_what_came_later),
        cmocka_unit_test(the_scope_that_a_function_exit_left_instead_is_the_cause),
        cmocka_unit_test(a_scope_that_anothers_exit_left_is_no_cause),
        cmocka_unit_test(calls_are_entered_where_their_frames_are),
        cmocka_unit_test(helpers_that_enter_and_leave_are_no_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
