/* SPDX-License-Identifier: MIT */
/* Points over time: the most within each span, held where nothing changes, and bounded in number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "series.h"

/* What reaches the columns, instead of the columns. */
static uint64_t times[8192];
static uint64_t bytes[8192];
static uint64_t tensors[8192];
static uint64_t structs[8192];
static size_t points;

void __wrap_column_add(const struct column *column, uint64_t value);

static const struct tlview *written;

void __wrap_column_add(const struct column *column, uint64_t value)
{
    const ptrdiff_t index = column - written->columns;
    if (index == TLVIEW_SERIES_TIME) {
        times[points++] = value;
    } else if (index == TLVIEW_SERIES_BYTES) {
        bytes[points - 1] = value;
    } else if (index == TLVIEW_SERIES_BYTES_TENSOR) {
        tensors[points - 1] = value;
    } else if (index == TLVIEW_SERIES_BYTES_STRUCT) {
        structs[points - 1] = value;
    }
}

static void change(struct series *series, struct totals *before, uint64_t time, uint64_t of_tensors,
                   uint64_t of_structs)
{
    struct totals totals = {.depth = 1};
    totals.bytes[TL_KIND_TENSOR] = of_tensors;
    totals.bytes[TL_KIND_STRUCT] = of_structs;
    series_change(series, before, &totals);
    series_take(series, time);
}

static void finish(struct series *series, uint64_t duration)
{
    struct tlview tlview;
    tlview_init(&tlview);
    written = &tlview;
    points = 0;
    series_write(series, duration, &tlview);
    tlview_free(&tlview);
    series_free(series);
}

static void values_are_held(void **state)
{
    (void)state;
    struct series series;
    struct totals before = {.depth = 0};
    series_init(&series);
    change(&series, &before, 2, 100, 0);
    change(&series, &before, 5, 0, 7);
    finish(&series, 9);
    assert_int_equal(points, 10);
    const uint64_t expected[] = {0, 0, 100, 100, 100, 100, 7, 7, 7, 7};
    for (size_t i = 0; i < points; i++) {
        assert_int_equal(times[i], i);
        assert_int_equal(bytes[i], expected[i]);
        assert_int_equal(tensors[i] + structs[i], bytes[i]);
    }
    assert_int_equal(series.bytes.value, 100);
    assert_int_equal(series.bytes.time, 2);
}

/* Parts are those at the moment of the most, also when spans are joined. */
static void long_recordings_have_wide_points(void **state)
{
    (void)state;
    const uint64_t second = 1000000000;
    struct series series;
    struct totals before = {.depth = 0};
    series_init(&series);
    for (uint64_t i = 0; i < 100000; i++) {
        change(&series, &before, i * second, i % 1000, 1000 - i % 1000);
    }
    change(&series, &before, 100000 * second, 5000, 1);
    change(&series, &before, 100000 * second + 1, 1, 4999);
    finish(&series, 150000 * second);
    assert_in_range(points, 2048, 4096);
    uint64_t most = 0;
    for (size_t i = 1; i < points; i++) {
        assert_int_equal(times[i] - times[i - 1], times[1]);
        assert_int_equal(tensors[i] + structs[i], bytes[i]);
        most = bytes[i] > most ? bytes[i] : most;
    }
    assert_int_equal(most, 5001);
    assert_int_equal(bytes[points - 1], 5000);
    assert_int_equal(structs[points - 1], 4999);
}

/* A point has the most of each series within its span, which need not be at one moment. */
static void the_peak_is_one_moment(void **state)
{
    (void)state;
    struct series series;
    struct totals before = {.depth = 0};
    series_init(&series);
    change(&series, &before, 1, 100, 0);
    struct totals more = before;
    more.bytes[TL_KIND_TENSOR] = 90;
    more.objects[TL_KIND_TENSOR] = 8;
    series_change(&series, &before, &more);
    series_take(&series, 1);
    finish(&series, 2);
    assert_int_equal(series.at_peak[SERIES_BYTES], 100);
    assert_int_equal(series.at_peak[SERIES_OBJECTS], 0);
}

static void times_that_go_back_change_nothing(void **state)
{
    (void)state;
    struct series series;
    struct totals before = {.depth = 0};
    series_init(&series);
    change(&series, &before, 1000000, 1, 0);
    change(&series, &before, 5, 2, 0);
    finish(&series, 2);
    assert_int_equal(points, 1);
    assert_int_equal(bytes[0], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_held),
        cmocka_unit_test(long_recordings_have_wide_points),
        cmocka_unit_test(the_peak_is_one_moment),
        cmocka_unit_test(times_that_go_back_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
