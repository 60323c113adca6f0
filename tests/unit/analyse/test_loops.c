/* SPDX-License-Identifier: MIT */
/* Loops: what grows and what does not; the peak by place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "peak.h"

/* An iteration in a scope of its own, that keeps its object or not. */
static void iterate(struct feed *feed, uint32_t number, bool keeps)
{
    FEED(feed, enter_scope, .scope = number + 10, .depth = 2, .site = 6);
    feed_struct(feed, number);
    if (keeps) {
        FEED(feed, ptr_acquire, .object = number, .site = 8, .count = 2);
    }
    FEED(feed, exit_scope, .scope = number + 10, .depth = 1, .site = 7);
    FEED(feed, record_release, .object = number, .count = keeps, .fate = keeps ? TL_FATE_KEPT : TL_FATE_FREED);
}

static void each_iteration_keeps_one(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 30; i++) {
        iterate(&feed, i, true);
    }
    feed_finish(&feed, true);
    const struct finding *finding = feed_finding(&feed);
    assert_string_equal(finding_name(finding->code), "over-acquired");
    assert_int_equal(finding->loop, 6);
    assert_int_equal(finding->iterations, 30);
    assert_int_equal(finding->iterations_keeping, 30);
    assert_true(finding->objects_per_iteration == 1);
    assert_true(finding->bytes_per_iteration == STRUCT_BYTES);
    assert_non_null(strstr(finding->sentence, "Each of the 30 iterations"));
    analysis_free(feed.analysis);
}

/* What an iteration keeps on average is no whole number of bytes; or is known of some objects alone. */
static void iterations_keep_objects_of_two_sizes(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *kept;
    } others[] = {{STRUCT_BYTES + 1, "keeps 1 struct (48.5 bytes)."}, {0, "keeps 1 struct (at least 24 bytes)."}};
    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        struct feed feed = feed_start();
        FEED(&feed, origin, .origin = 200, .kind = TL_KIND_STRUCT, .bytes = others[i].bytes, .site = 1, .name = "Node");
        for (uint32_t number = 1; number <= 30; number++) {
            FEED(&feed, enter_scope, .scope = number + 10, .depth = 2, .site = 6);
            FEED(&feed, object_new, .object = number, .pointer = UINT64_C(0x100) * number,
                 .origin = number % 2 == 0 ? 200 : ORIGIN_STRUCT);
            FEED(&feed, register_struct_named, .object = number, .site = 1, .count = 1);
            FEED(&feed, ptr_acquire, .object = number, .site = 8, .count = 2);
            FEED(&feed, exit_scope, .scope = number + 10, .depth = 1, .site = 7);
            FEED(&feed, record_release, .object = number, .count = 1, .fate = TL_FATE_KEPT);
        }
        feed_finish(&feed, true);
        assert_non_null(strstr(feed_finding(&feed)->sentence, others[i].kept));
        analysis_free(feed.analysis);
    }
}

static void some_iterations_keep_one(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 40; i++) {
        iterate(&feed, i, i % 4 == 0);
    }
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->iterations_keeping, 10);
    assert_true(feed_finding(&feed)->objects_per_iteration == 0.25);
    analysis_free(feed.analysis);
}

/* What the first iterations leave behind does not grow. */
static void a_warm_up_is_no_growth(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 60; i++) {
        iterate(&feed, i, i <= 6);
    }
    feed_finish(&feed, true);
    assert_int_equal(feed_finding(&feed)->loop, 0);
    assert_true(feed_finding(&feed)->objects_per_iteration == 0);
    analysis_free(feed.analysis);
}

/* Killed programs have no leaks yet; what grew shows all the same. */
static void growth_of_a_program_that_was_killed(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 30; i++) {
        iterate(&feed, i, true);
    }
    feed_finish(&feed, false);
    const struct finding *finding = feed_finding(&feed);
    assert_int_equal(finding->category, FINDING_GROWTH);
    assert_int_equal(finding->confidence, FINDING_LIKELY);
    assert_int_equal(finding->loop, 6);
    analysis_free(feed.analysis);
}

static void what_a_killed_program_is_using_is_no_growth(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 30; i++) { /* a recursion */
        FEED(&feed, enter_scope, .scope = i + 1, .depth = i + 1, .site = 6);
        feed_struct(&feed, i);
    }
    feed_finish(&feed, false);
    assert_int_equal(feed_process(&feed)->findings.count, 0);
    analysis_free(feed.analysis);
}

/* `warm_up` events after the scope was entered, `count` objects; then as many events as those took. */
static void pile(struct feed *feed, uint32_t count, bool at_once)
{
    FEED(feed, enter_scope, .scope = 2, .depth = 2, .site = 6);
    for (uint32_t i = 1; i <= count; i++) {
        feed_struct(feed, i);
    }
    for (uint32_t i = 0; at_once && i < 3 * count; i++) {
        FEED(feed, get_pool_count, .site = 9);
    }
    FEED(feed, exit_scope, .scope = 2, .depth = 1, .site = 7);
    for (uint32_t i = count; i > 0; i--) {
        FEED(feed, record_release, .object = i, .fate = TL_FATE_FREED);
    }
}

static void a_pile_in_the_scope_around_a_loop(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    pile(&feed, 40, false);
    feed_finish(&feed, true);
    const struct finding *finding = feed_finding(&feed);
    assert_string_equal(finding->key, "growth/grows-per-iteration/struct/Node/site_1/");
    assert_int_equal(finding->objects, 40);
    assert_int_equal(finding->around, 6);
    assert_true(finding->objects_per_iteration == 1);
    analysis_free(feed.analysis);
}

static void what_is_built_at_first_is_no_pile(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    pile(&feed, 40, true);
    feed_finish(&feed, true);
    assert_int_equal(feed_process(&feed)->findings.count, 0);
    analysis_free(feed.analysis);
}

static void a_few_are_no_pile(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    pile(&feed, PILE_FEWEST - 1, false);
    feed_finish(&feed, true);
    assert_int_equal(feed_process(&feed)->findings.count, 0);
    analysis_free(feed.analysis);
}

/* 3 structs and a tensor at the peak; later a tensor more, of less. */
static void the_peak_by_place(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint32_t i = 1; i <= 3; i++) {
        feed_struct(&feed, i);
    }
    for (uint32_t i = 4; i <= 5; i++) {
        FEED(&feed, object_new, .object = i, .pointer = i * (uint64_t)0x8000, .origin = ORIGIN_TENSOR);
        FEED(&feed, register_tensor, .object = i, .site = 2, .count = 1);
        FEED(&feed, tensor_release, .object = i, .site = 8, .fate = TL_FATE_DESTROYED);
        FEED(&feed, ptr_release, .object = i - 3, .site = 8, .fate = TL_FATE_FREED);
    }
    feed_finish(&feed, true);
    const struct process *process = feed_process(&feed);
    struct grouping places = peak_places(&process->replay.accounts, &process->sites);
    assert_int_equal(process->timeline.bytes.value, TENSOR_BYTES + 3 * STRUCT_BYTES);
    assert_int_equal(places.count, 2);
    const struct peak_place *tensors = places.entries[0];
    const struct peak_place *structs = places.entries[1];
    assert_int_equal(tensors->bytes, TENSOR_BYTES);
    assert_int_equal(tensors->objects, 1);
    assert_int_equal(structs->bytes, 3 * STRUCT_BYTES);
    assert_int_equal(structs->objects, 3);
    grouping_free(&places);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_iteration_keeps_one),
        cmocka_unit_test(iterations_keep_objects_of_two_sizes),
        cmocka_unit_test(some_iterations_keep_one),
        cmocka_unit_test(a_warm_up_is_no_growth),
        cmocka_unit_test(growth_of_a_program_that_was_killed),
        cmocka_unit_test(what_a_killed_program_is_using_is_no_growth),
        cmocka_unit_test(a_pile_in_the_scope_around_a_loop),
        cmocka_unit_test(what_is_built_at_first_is_no_pile),
        cmocka_unit_test(a_few_are_no_pile),
        cmocka_unit_test(the_peak_by_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
