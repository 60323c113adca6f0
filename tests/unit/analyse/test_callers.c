/* SPDX-License-Identifier: MIT */
/* A leak by a helper that several functions call is told with the caller that forgot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "report_internal.h"

/* site_8 is the helper's acquire, called by site_5, which releases, and by site_4 and site_3. */
enum { BY_GOOD = 20, BY_BAD, BY_WORSE, IN_GOOD };

static struct feed start(void)
{
    struct feed feed = feed_start();
    FEED(&feed, statement, .statement = 1, .address = 8, .file = "two.tl", .line = 10, .tag = "");
    for (uint32_t i = 0; i < 3; i++) {
        FEED(&feed, stack, .stack = BY_GOOD + i, .address = 8, .outer = 5 - i, .end = TL_STACK_END_OUTERMOST);
        FEED(&feed, site, .site = BY_GOOD + i, .stack = BY_GOOD + i, .statement = 1, .frame = TL_FRAME_OWN);
    }
    FEED(&feed, site, .site = IN_GOOD, .stack = 5);
    return feed;
}

static void begin(struct feed *feed, uint32_t object)
{
    FEED(feed, enter_scope, .scope = object + 1, .depth = 2, .site = 6);
    feed_struct(feed, object);
}

static void end(struct feed *feed, uint32_t object, uint16_t count)
{
    FEED(feed, exit_scope, .scope = object + 1, .depth = 1, .site = 7);
    FEED(feed, record_release, .object = object, .count = count, .fate = TL_FATE_KEPT);
}

static void acquire(struct feed *feed, uint32_t object, uint32_t site, uint16_t count)
{
    FEED(feed, ptr_acquire, .object = object, .site = site, .count = count);
}

static void release(struct feed *feed, uint32_t object, uint16_t count)
{
    FEED(feed, ptr_release, .object = object, .site = IN_GOOD, .count = count, .fate = TL_FATE_KEPT);
}

static const struct finding *finish(struct feed *feed)
{
    feed_finish(feed, true);
    const struct findings *findings = &feed->analysis->processes[0]->findings;
    assert_int_equal(findings->count, 1);
    return findings->list[0];
}

static char *text_of(const struct feed *feed)
{
    const struct report report = {.analysis = feed->analysis};
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    assert_non_null(stream);
    assert_true(report_write_text(&report, stream, &(struct report_style){0}));
    fclose(stream);
    return text;
}

/* libc calls `main`: nothing that it returns arrives there. */
static void libc_is_not_blamed_for_what_main_returns(void **state)
{
    (void)state;
    enum { IN_MAIN = 60, ANNOUNCER = 20, MOVER, LIBC };
    struct feed feed = feed_start();
    FEED(&feed, module, .module = 9, .base = 0x7000000, .path = "/lib/x86_64-linux-gnu/libc.so.6", .build_id = "");
    FEED(&feed, address, .address = ANNOUNCER, .value = 0x500010, .module = 1, .offset = 0x10, .symbol = "main");
    FEED(&feed, address, .address = MOVER, .value = 0x500020, .module = 1, .offset = 0x20, .symbol = "main");
    FEED(&feed, address, .address = LIBC, .value = 0x7000010, .module = 9, .offset = 0x10, .symbol = "call_main");
    FEED(&feed, statement, .statement = 9, .address = ANNOUNCER, .file = "main.tl", .line = 3, .tag = "");
    FEED(&feed, stack, .stack = 70, .address = LIBC, .end = TL_STACK_END_OUTERMOST);
    FEED(&feed, stack, .stack = 71, .address = MOVER, .outer = 70);
    FEED(&feed, site, .site = IN_MAIN, .stack = 71);
    begin(&feed, 1);
    FEED(&feed, unregister, .object = 1, .scope = 2, .site = IN_MAIN, .outcome = TL_UNREGISTER_HIT);
    FEED(&feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    const struct finding *finding = finish(&feed);
    assert_int_equal(finding->code, FINDING_CODE_MOVED_NEVER_TAKEN);
    assert_int_equal(finding->cause, IN_MAIN);
    assert_non_null(strstr(finding->sentence, "moved out of its scope after main.tl:3 (main), and nobody"));
    analysis_free(feed.analysis);
}

static void the_caller_that_forgot_is_told(void **state)
{
    (void)state;
    struct feed feed = start();
    begin(&feed, 1);
    acquire(&feed, 1, BY_GOOD, 2);
    release(&feed, 1, 1);
    acquire(&feed, 1, BY_BAD, 2);
    acquire(&feed, 1, BY_GOOD, 3);
    release(&feed, 1, 2);
    end(&feed, 1, 1);
    const struct finding *finding = finish(&feed);
    assert_int_equal(finding->cause, BY_GOOD); /* the place's number */
    assert_int_equal(finding->caller_count, 1);
    assert_int_equal(finding->stack_site, BY_BAD);
    assert_non_null(strstr(finding->sentence, "Of its 3 acquires there 1 has no release."));
    analysis_free(feed.analysis);
}

/* The release is of the function that called the helper, not of the latest acquire. */
static void a_release_pays_for_the_acquire_of_its_own_function(void **state)
{
    (void)state;
    struct feed feed = start();
    begin(&feed, 1);
    acquire(&feed, 1, BY_GOOD, 2);
    acquire(&feed, 1, BY_BAD, 3);
    release(&feed, 1, 2);
    end(&feed, 1, 1);
    assert_int_equal(finish(&feed)->stack_site, BY_BAD);
    analysis_free(feed.analysis);
}

static void several_callers_are_told_with_their_numbers(void **state)
{
    (void)state;
    struct feed feed = start();
    begin(&feed, 1);
    acquire(&feed, 1, BY_WORSE, 2);
    acquire(&feed, 1, BY_BAD, 3);
    acquire(&feed, 1, BY_WORSE, 4);
    end(&feed, 1, 3);
    const struct finding *finding = finish(&feed);
    assert_int_equal(finding->caller_count, 2);
    assert_int_equal(finding->callers[0].site, BY_WORSE);
    assert_int_equal(finding->callers[0].times, 2);
    assert_int_equal(finding->callers[1].site, BY_BAD);
    assert_int_equal(finding->callers[1].times, 1);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "   called by            site_3 (program+0x3), 2 times\n"
                                 "                        site_4 (program+0x4), 1 time\n"));
    free(text);
    analysis_free(feed.analysis);
}

/* A line for the calls of a function by itself, three more of the innermost, and where the program began. */
static void long_stacks_keep_both_ends(void **state)
{
    (void)state;
    static const uint32_t addresses[] = {8, 8, 8, 5, 4, 3, 2, 1, 9}; /* innermost first */
    enum { FRAMES = sizeof(addresses) / sizeof(*addresses), FIRST = 40 };
    struct feed feed = start();
    for (uint32_t i = 0; i < FRAMES; i++) {
        FEED(&feed, stack, .stack = FIRST + i, .address = addresses[i], .outer = i + 1 < FRAMES ? FIRST + i + 1 : 0,
             .end = TL_STACK_END_OUTERMOST);
    }
    FEED(&feed, site, .site = FIRST, .stack = FIRST, .statement = 1, .frame = TL_FRAME_OWN);
    begin(&feed, 1);
    acquire(&feed, 1, FIRST, 2);
    end(&feed, 1, 1);
    assert_int_equal(finish(&feed)->caller_count, 1);
    char *text = text_of(&feed);
    assert_non_null(strstr(text, "   called by            site_8 (program+0x8), 2 times\n"
                                 "                        site_5 (program+0x5)\n"
                                 "                        site_4 (program+0x4)\n"
                                 "                        ...\n"
                                 "                        site_1 (program+0x1)\n"
                                 "                        site_9 (program+0x9)\n"));
    free(text);
    analysis_free(feed.analysis);
}

static void what_recursion_enters_is_calls_not_iterations(void **state)
{
    (void)state;
    struct feed feed = start();
    FEED(&feed, stack, .stack = 41, .address = 6, .outer = 6, .end = TL_STACK_END_OUTERMOST);
    FEED(&feed, site, .site = 41, .stack = 41);
    for (uint32_t object = 1; object <= 8; object++) {
        FEED(&feed, enter_scope, .scope = object + 1, .depth = 2, .site = 41);
        feed_struct(&feed, object);
        acquire(&feed, object, BY_BAD, 2);
        end(&feed, object, 1);
    }
    assert_non_null(strstr(finish(&feed)->sentence, "Each of the 8 calls that entered the scope at site_6"));
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(libc_is_not_blamed_for_what_main_returns),
        cmocka_unit_test(the_caller_that_forgot_is_told),
        cmocka_unit_test(a_release_pays_for_the_acquire_of_its_own_function),
        cmocka_unit_test(several_callers_are_told_with_their_numbers),
        cmocka_unit_test(long_stacks_keep_both_ends),
        cmocka_unit_test(what_recursion_enters_is_calls_not_iterations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
