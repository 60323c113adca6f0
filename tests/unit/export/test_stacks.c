/* SPDX-License-Identifier: MIT */
/* Frames of stacks. Addresses 1 to 9 are those of the feed: in module 1, with symbols site_1 to site_9. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "frames.h"

enum { SITE = 100, STACK = 100 };

/* A stack of the addresses given, innermost first; ends with 0. */
static void feed_stack(struct feed *feed, const uint32_t *addresses, uint32_t end)
{
    uint32_t count = 0;
    while (addresses[count] != 0) {
        count++;
    }
    for (uint32_t i = count; i > 0; i--) {
        FEED(feed, stack, .stack = STACK + i - 1, .address = addresses[i - 1], .outer = i < count ? STACK + i : 0,
             .end = (uint8_t)end);
    }
}

/* The texts of a site's frames, innermost first, with " < " between them. */
static void expect_frames(const struct feed *feed, const char *expected)
{
    struct frames frames;
    uint32_t stack[STACK_MOST];
    char all[4096] = "";
    char text[FRAME_TEXT_BYTES];
    frames_init(&frames, &feed->analysis->processes[0]->sites, false);
    const size_t count = frames_of_site(&frames, SITE, stack);
    for (size_t i = 0; i < count; i++) {
        frame_text(&frames, frames_at(&frames, stack[i]), text, sizeof(text));
        snprintf(all + strlen(all), sizeof(all) - strlen(all), "%s%s", i > 0 ? " < " : "", text);
    }
    assert_string_equal(all, expected);
    frames_free(&frames);
}

/* Ends the feed, expects the frames of SITE, and frees all. */
static void finish_with_frames(struct feed *feed, const char *expected)
{
    feed_finish(feed, true);
    expect_frames(feed, expected);
    analysis_free(feed->analysis);
}

static void functions_from_the_innermost_out(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 2, 3, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    finish_with_frames(&feed, "site_1 < site_2 < site_3");
}

static void a_statement_is_its_functions_frame(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 2, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, statement, .statement = 1, .address = 1, .file = "lib/model.tl", .line = 40, .tag = "let");
    FEED(&feed, site, .site = SITE, .stack = STACK, .statement = 1, .frame = TL_FRAME_OWN);
    finish_with_frames(&feed, "site_1 (model.tl:40) < site_2");
}

static void a_statement_told_late_counts_for_all(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    FEED(&feed, statement, .statement = 1, .address = 1, .file = "model.tl", .line = 41, .tag = "");
    FEED(&feed, site_statement, .site = SITE, .statement = 1, .frame = TL_FRAME_OWN);
    finish_with_frames(&feed, "site_1 (model.tl:41)");
}

static void a_statement_of_a_function_further_out(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 2, 3, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, statement, .statement = 1, .address = 2, .file = "model.tl", .line = 40, .tag = "let");
    FEED(&feed, site, .site = SITE, .stack = STACK, .statement = 1, .frame = TL_FRAME_OUTER);
    finish_with_frames(&feed, "site_1 < site_2 (model.tl:40) < site_3");
}

static void a_statement_beyond_the_stack_is_a_frame_of_its_own(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 0}, TL_STACK_END_DEPTH);
    FEED(&feed, statement, .statement = 1, .address = 9, .file = "model.tl", .line = 40, .tag = "let");
    FEED(&feed, site, .site = SITE, .stack = STACK, .statement = 1, .frame = TL_FRAME_OUTER);
    finish_with_frames(&feed, "site_1 < site_9 (model.tl:40)");
}

static void a_statement_without_a_line(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 2, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, statement, .statement = 1, .address = 1, .file = "unknown", .tag = "let");
    FEED(&feed, site, .site = SITE, .stack = STACK, .statement = 1, .frame = TL_FRAME_OWN);
    finish_with_frames(&feed, "site_1 (statement 1, let) < site_2");
}

static void a_call_that_nothing_announces_has_the_line_before(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, address, .address = 20, .value = 0x400010, .module = 1, .offset = 0x10, .symbol = "site_1");
    FEED(&feed, statement, .statement = 1, .address = 1, .file = "model.tl", .line = 40, .tag = "let");
    FEED(&feed, stack, .stack = 200, .address = 1);
    FEED(&feed, site, .site = 200, .stack = 200, .statement = 1, .frame = TL_FRAME_OWN);
    feed_stack(&feed, (const uint32_t[]){20, 2, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    finish_with_frames(&feed, "site_1 (model.tl:40) < site_2");
}

static void stacks_that_end_in_jit_code(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, address, .address = 20, .value = 0x7000, .symbol = "");
    feed_stack(&feed, (const uint32_t[]){1, 20, 0}, TL_STACK_END_JIT);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    finish_with_frames(&feed, "site_1 < address 0x7000 < [truncated at JIT code]");
}

static void places_nobody_told_of(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    finish_with_frames(&feed, "[unknown place]");
}

static void an_inlined_function_has_its_own_frame(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    feed_stack(&feed, (const uint32_t[]){1, 2, 0}, TL_STACK_END_OUTERMOST);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    feed_finish(&feed, true);
    struct code_address *code = grouping_find(&feed.analysis->processes[0]->sites.addresses, &(uint32_t){1});
    code->function = "grow";
    code->callers = calloc(2, sizeof(*code->callers));
    assert_non_null(code->callers);
    code->callers[0] = (struct source_frame){"push", "/src/vector.c", 20};
    code->callers[1] = (struct source_frame){"site_1", NULL, 0};
    code->caller_count = 2;
    code->file = "/src/vector.c";
    code->line = 7;
    expect_frames(&feed, "grow (vector.c:7) < push (vector.c:20) < site_1 < site_2");
    analysis_free(feed.analysis);
}

static void a_stack_that_calls_itself_ends(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, stack, .stack = STACK, .address = 1, .outer = STACK);
    FEED(&feed, site, .site = SITE, .stack = STACK);
    feed_finish(&feed, true);
    struct frames frames;
    uint32_t stack[STACK_MOST];
    frames_init(&frames, &feed.analysis->processes[0]->sites, true);
    assert_in_range(frames_of_site(&frames, SITE, stack), 1, STACK_MOST);
    assert_int_equal(frames.table.count, 1);
    frames_free(&frames);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_from_the_innermost_out),
        cmocka_unit_test(a_statement_is_its_functions_frame),
        cmocka_unit_test(a_statement_told_late_counts_for_all),
        cmocka_unit_test(a_statement_of_a_function_further_out),
        cmocka_unit_test(a_statement_beyond_the_stack_is_a_frame_of_its_own),
        cmocka_unit_test(a_statement_without_a_line),
        cmocka_unit_test(a_call_that_nothing_announces_has_the_line_before),
        cmocka_unit_test(stacks_that_end_in_jit_code),
        cmocka_unit_test(places_nobody_told_of),
        cmocka_unit_test(an_inlined_function_has_its_own_frame),
        cmocka_unit_test(a_stack_that_calls_itself_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
