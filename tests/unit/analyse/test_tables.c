/* SPDX-License-Identifier: MIT */
/* The tables under the analysis, and the answers that must stay bounded or exact at any length of trace. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buffers.h"
#include "feed.h"
#include "histogram.h"

static void idmap_keeps_what_is_put(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static int values[MANY];
    struct idmap map = {0};
    for (uint32_t i = 0; i < MANY; i++) {
        idmap_put(&map, i * 64, &values[i]);
    }
    for (uint32_t i = 0; i < MANY; i += 2) {
        idmap_remove(&map, i * 64);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        assert_ptr_equal(idmap_find(&map, i * 64), i % 2 ? &values[i] : NULL);
    }
    for (uint32_t i = 1; i < MANY; i += 2) {
        idmap_remove(&map, i * 64);
    }
    assert_int_equal(map.count, 0);
    assert_true(map.size < 1024);
    idmap_free(&map);
}

static void idmap_keeps_neighbours_apart(void **state)
{
    (void)state;
    enum { MANY = 5000 };
    static int values[MANY];
    struct idmap map = {0};
    for (uint32_t i = 0; i < MANY; i++) {
        idmap_put(&map, i, &values[i]);
    }
    for (uint32_t i = 0; i < MANY; i += 3) {
        idmap_remove(&map, i);
        idmap_remove(&map, i); /* it is gone */
    }
    for (uint32_t i = 0; i < 2 * MANY; i++) {
        assert_ptr_equal(idmap_find(&map, i), i < MANY && i % 3 ? &values[i] : NULL);
    }
    idmap_free(&map);
}

static void idmap_has_the_old_and_the_new(void **state)
{
    (void)state;
    enum { MANY = 3 * IDMAP_NEIGHBOURS * IDMAP_NEWEST + 7 };
    static uint32_t all[MANY + 1];
    struct idmap map = {0};
    for (uint32_t number = 1; number <= MANY; number++) {
        assert_null(idmap_find(&map, number));
        all[number] = number;
        idmap_put(&map, number, &all[number]);
    }
    assert_null(idmap_find(&map, 0));
    assert_null(idmap_find(&map, MANY + 1));
    for (uint32_t number = 1; number <= MANY; number += 2) {
        idmap_remove(&map, number);
    }
    for (uint32_t number = 1; number <= MANY; number++) {
        assert_ptr_equal(idmap_find(&map, number), number % 2 ? NULL : &all[number]);
    }
    size_t at = 0;
    size_t seen = 0;
    for (const uint32_t *value; (value = idmap_next(&map, &at));) {
        assert_int_equal(*value % 2, 0);
        seen++;
    }
    assert_int_equal(seen, MANY / 2);
    assert_int_equal(map.count, MANY / 2);
    void **order = idmap_in_order(&map);
    for (size_t i = 0; i < map.count; i++) {
        assert_ptr_equal(order[i], &all[2 * (i + 1)]);
    }
    free(order);
    idmap_free(&map);
}

/* A number that was lost and is told of again, long after, is as good as any. */
static void an_old_number_may_come_late(void **state)
{
    (void)state;
    enum { OLD = 5, YOUNG = IDMAP_NEIGHBOURS * IDMAP_NEWEST + OLD };
    static int young;
    static int late;
    struct idmap map = {0};
    idmap_put(&map, YOUNG, &young);
    idmap_put(&map, OLD, &late);
    assert_ptr_equal(idmap_find(&map, YOUNG), &young);
    assert_ptr_equal(idmap_find(&map, OLD), &late);
    idmap_remove(&map, OLD);
    assert_null(idmap_find(&map, OLD));
    assert_ptr_equal(idmap_find(&map, YOUNG), &young);
    idmap_put(&map, OLD, &late);
    idmap_remove(&map, YOUNG);
    assert_null(idmap_find(&map, YOUNG));
    assert_ptr_equal(idmap_find(&map, OLD), &late);
    idmap_free(&map);
}

static void a_slab_gives_each_item_once(void **state)
{
    (void)state;
    enum { MANY = 50000 };
    static uint64_t *items[MANY];
    struct slab slab = {.item_bytes = 3 * sizeof(uint64_t)};
    for (size_t i = 0; i < MANY; i++) {
        items[i] = slab_take(&slab);
        items[i][0] = items[i][2] = i;
    }
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(items[i][0], i);
        assert_int_equal(items[i][2], i);
    }
    for (size_t i = 0; i < MANY; i++) {
        slab_give(&slab, items[i]);
    }
    const size_t chunks = slab.chunk_count;
    for (size_t i = 0; i < MANY; i++) {
        items[i] = slab_take(&slab);
    }
    assert_int_equal(slab.chunk_count, chunks);
    for (size_t i = 0; i < MANY; i++) {
        slab_give(&slab, items[i]);
    }
    slab_free(&slab);
}

static void names_are_kept_once(void **state)
{
    (void)state;
    struct names names = {0};
    const char *kept = names_keep(&names, "Node");
    char text[8];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof(text), "n%d", i);
        names_keep(&names, text);
    }
    memcpy(text, "Node", 5);
    assert_ptr_equal(names_keep(&names, text), kept);
    names_free(&names);
}

static void histogram_buckets_are_powers_of_two(void **state)
{
    (void)state;
    struct histogram histogram = {0};
    const uint64_t values[] = {0, 1, 2, 3, 4, 1023, 1024, UINT64_MAX};
    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        histogram_add(&histogram, values[i], 1);
    }
    assert_int_equal(histogram.buckets[0].count, 1);
    assert_int_equal(histogram.buckets[1].count, 1);
    assert_int_equal(histogram.buckets[2].count, 2);
    assert_int_equal(histogram.buckets[10].count, 1);
    assert_int_equal(histogram.buckets[11].count, 1);
    assert_int_equal(histogram.buckets[64].count, 1);
    assert_int_equal(histogram_from(11), 1024);
}

static void the_peak_is_exact_and_the_timeline_bounded(void **state)
{
    (void)state;
    enum { STEPS = 300000, PEAK_AT = 123457 };
    struct timeline timeline;
    struct totals totals = {0};
    timeline_init(&timeline);
    for (int64_t step = 0; step < STEPS; step++) {
        timeline_pass(&timeline, 5000 + step * 999983, &totals);
        totals.bytes[TL_KIND_STRUCT] = totals.all_bytes = step == PEAK_AT ? 1000000 : (uint64_t)(step % 7);
        totals.depth = 1;
        timeline_take(&timeline, 5000 + step * 999983, &totals);
    }
    assert_int_equal(timeline.bytes.value, 1000000);
    assert_int_equal(timeline.bytes.time_ns, 5000 + INT64_C(123457) * 999983);
    size_t used = 0;
    uint64_t most = 0;
    for (size_t i = 0; i < TIMELINE_POINTS; i++) {
        used += timeline.points[i].used;
        most = timeline.points[i].bytes_max > most ? timeline.points[i].bytes_max : most;
    }
    assert_in_range(used, TIMELINE_POINTS / 2, TIMELINE_POINTS);
    assert_int_equal(most, 1000000);
    timeline_free(&timeline);
}

static void buffers_add_up(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, function_enter, .frame = 1, .scope = 2, .depth = 2, .slots = 1, .site = 6);
    FEED(&feed, get_buffer, .frame = 1, .size = 10, .buffer = 0x10, .capacity = 10, .outcome = TL_BUFFER_MADE,
         .site = 7);
    FEED(&feed, get_buffer, .frame = 1, .size = 5, .buffer = 0x10, .capacity = 10, .outcome = TL_BUFFER_REUSED,
         .site = 7);
    FEED(&feed, get_buffer, .frame = 1, .size = 30, .buffer = 0x20, .capacity = 30, .outcome = TL_BUFFER_GROWN,
         .site = 7);
    FEED(&feed, buffer_deferred, .frame = 1, .buffer = 0x10, .bytes = 10);
    FEED(&feed, function_exit, .frame = 1, .scope = 2, .depth = 1, .site = 8);
    FEED(&feed, buffer_freed, .frame = 1, .buffer = 0x20, .bytes = 30);
    FEED(&feed, buffer_freed, .frame = 1, .buffer = 0x10, .bytes = 10);
    feed_finish(&feed, true);
    const struct buffers *buffers = &feed.analysis->processes[0]->buffers;
    assert_int_equal(buffers->bytes_max, 40);
    assert_int_equal(buffers->bytes, 0);
    assert_int_equal(buffers->deferred, 1);
    assert_int_equal(buffers->freed, 2);
    assert_int_equal(buffers->outcomes[TL_BUFFER_REUSED], 1);
    analysis_free(feed.analysis);
}

static void diagnostics_are_grouped_by_code_and_place(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (int i = 0; i < 3; i++) {
        FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_RELEASE_FREED, .severity = TL_SEVERITY_ERROR, .site = 3,
             .other_site = 4, .text = "freed before");
    }
    FEED(&feed, diagnostic, .code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE, .severity = TL_SEVERITY_WARNING, .site = 3,
         .text = "");
    FEED(&feed, mark, .text = "epoch 3", .site = 2);
    feed_finish(&feed, true);
    const struct diagnostics *diagnostics = &feed.analysis->processes[0]->diagnostics;
    assert_int_equal(diagnostics->groups.count, 2);
    const struct diagnostic_group *first = diagnostics->groups.entries[0];
    assert_int_equal(first->count, 3);
    assert_int_equal(first->last_ns - first->first_ns, 2000);
    assert_string_equal(first->text, "freed before");
    assert_string_equal(diagnostics->marks[0].text, "epoch 3");
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idmap_keeps_what_is_put),
        cmocka_unit_test(idmap_keeps_neighbours_apart),
        cmocka_unit_test(idmap_has_the_old_and_the_new),
        cmocka_unit_test(an_old_number_may_come_late),
        cmocka_unit_test(a_slab_gives_each_item_once),
        cmocka_unit_test(names_are_kept_once),
        cmocka_unit_test(histogram_buckets_are_powers_of_two),
        cmocka_unit_test(the_peak_is_exact_and_the_timeline_bounded),
        cmocka_unit_test(buffers_add_up),
        cmocka_unit_test(diagnostics_are_grouped_by_code_and_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
