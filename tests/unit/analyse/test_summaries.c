/* SPDX-License-Identifier: MIT */
/* Totals by place: what was alive over time, of places that several calls share, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed.h"

enum { A_SECOND = 1000000000 };

static struct feed summed_feed(void)
{
    struct feed feed = feed_start();
    FEED(&feed, summaries, .seconds = 1);
    return feed;
}

static void tell(struct feed *feed, uint32_t site, uint64_t births)
{
    FEED(feed, summary, .site = site, .kind = TL_KIND_STRUCT, .births = births, .born_bytes = births * STRUCT_BYTES,
         .live_bytes = births * STRUCT_BYTES, .name = "Node");
}

static const struct summary_place *only_place(const struct feed *feed)
{
    const struct grouping *places = &feed->analysis->processes[0]->summaries.places;
    assert_int_equal(places->count, 1);
    return places->entries[0];
}

static void the_last_that_was_told_is_there(void **state)
{
    (void)state;
    struct feed feed = summed_feed();
    for (uint64_t told = 1; told <= 200; told++) {
        tell(&feed, 1, told);
    }
    feed_finish(&feed, false);
    const struct summary_place *place = only_place(&feed);
    assert_in_range(place->count, SUMMARY_POINTS / 2, SUMMARY_POINTS);
    assert_int_equal(place->points[place->count - 1].live, 200);
    analysis_free(feed.analysis);
}

/* Two stacks that end in one place, told at times of their own. */
static void of_two_calls_of_a_place_the_sum_is_told(void **state)
{
    (void)state;
    struct feed feed = summed_feed();
    for (uint32_t i = 1; i <= 2; i++) {
        FEED(&feed, stack, .stack = 30 + i, .address = 2, .outer = 2 + i);
        FEED(&feed, stack, .stack = 40 + i, .address = 1, .outer = 30 + i);
        FEED(&feed, site, .site = 20 + i, .stack = 40 + i);
    }
    for (uint64_t told = 1; told <= 50; told++) {
        tell(&feed, 21, told);
        tell(&feed, 22, 2 * told);
        feed.time_ns += A_SECOND;
    }
    feed_finish(&feed, false);
    const struct summary_place *place = only_place(&feed);
    const struct summary_point *last = &place->points[place->count - 1];
    assert_in_range(place->count, SUMMARY_POINTS / 2, SUMMARY_POINTS);
    assert_int_equal(last->live, 150);
    assert_int_equal(last->live, summary_live(place));
    assert_int_equal(last->live_bytes, place->last.live_bytes);
    assert_true(summary_grows(place));
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_that_was_told_is_there),
        cmocka_unit_test(of_two_calls_of_a_place_the_sum_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
