/* SPDX-License-Identifier: MIT */
/* Looks at the process's memory in, its parts and who is blamed for its growth out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"

static const uint64_t MIB = 1 << 20;
static const uint64_t LOOKS = 30;

/* What the kernel and malloc say, in MiB. */
struct look {
    uint64_t anonymous, used, unused, own;
};

static void tell(struct feed *feed, struct look look)
{
    FEED(feed, footprint, .anonymous = look.anonymous * MIB, .file = 2 * MIB, .shared = 3 * MIB, .counted = 1,
         .used = look.used * MIB, .unused = look.unused * MIB, .own = look.own * MIB);
}

static const struct footprint *footprint_of(const struct feed *feed)
{
    return &feed->analysis->processes[0]->footprint;
}

static const struct finding *only_finding(const struct feed *feed)
{
    const struct findings *findings = &feed->analysis->processes[0]->findings;
    assert_true(findings->count <= 1);
    return findings->count == 1 ? findings->list[0] : NULL;
}

static void parts_are_told_apart(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 9, .kind = TL_KIND_TENSOR, .bytes = 5 * MIB, .site = 2, .name = "");
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = 9);
    FEED(&feed, register_tensor, .object = 1, .site = 2, .count = 1);
    tell(&feed, (struct look){.anonymous = 100, .used = 60, .unused = 7, .own = 3});
    feed_finish(&feed, true);
    const struct footprint_sample *sample = &footprint_of(&feed)->last;
    assert_int_equal(sample->resident, 105 * MIB);
    assert_int_equal(sample->parts[FOOTPRINT_LIVE], 5 * MIB);
    assert_int_equal(sample->parts[FOOTPRINT_MALLOC], 55 * MIB);
    assert_int_equal(sample->parts[FOOTPRINT_UNUSED], 7 * MIB);
    assert_int_equal(sample->parts[FOOTPRINT_OWN], 3 * MIB);
    assert_int_equal(sample->parts[FOOTPRINT_OTHER], 30 * MIB);
    assert_int_equal(sample->absent, 0);
    analysis_free(feed.analysis);
}

/* What TL has is told at the end of totals alone: it would have grown out of malloc's other blocks there. */
static void totals_leave_objects_among_the_blocks_of_malloc(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, summaries, .seconds = 1);
    tell(&feed, (struct look){.anonymous = 100, .used = 55});
    FEED(&feed, keyframe, .objects = 1);
    FEED(&feed, origin, .origin = 9, .kind = TL_KIND_TENSOR, .bytes = 5 * MIB, .site = 2, .name = "");
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = 9);
    FEED(&feed, register_tensor, .object = 1, .site = 2, .count = 1);
    tell(&feed, (struct look){.anonymous = 100, .used = 60});
    feed_finish(&feed, true);
    const struct footprint *footprint = footprint_of(&feed);
    assert_int_equal(footprint->last.parts[FOOTPRINT_LIVE], 0);
    assert_int_equal(footprint->last.parts[FOOTPRINT_MALLOC], 60 * MIB);
    assert_int_equal(footprint_growth(&footprint->first, &footprint->last, FOOTPRINT_MALLOC), 5 * MIB);
    analysis_free(feed.analysis);
}

/* What lies on a device is no part of the process's memory. */
static void device_tensors_are_left_out(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 9, .kind = TL_KIND_TENSOR, .device = TL_DEVICE_CUDA, .bytes = 5 * MIB, .name = "");
    FEED(&feed, object_new, .object = 1, .pointer = 0x8000, .origin = 9);
    FEED(&feed, register_tensor, .object = 1, .site = 2, .count = 1);
    tell(&feed, (struct look){.anonymous = 10, .used = 6});
    feed_finish(&feed, true);
    assert_int_equal(footprint_of(&feed)->last.parts[FOOTPRINT_LIVE], 0);
    assert_int_equal(footprint_of(&feed)->last.parts[FOOTPRINT_MALLOC], 6 * MIB);
    analysis_free(feed.analysis);
}

/* Blocks that were never touched are no resident memory, and no negative rest. */
static void untouched_memory_is_absent(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    tell(&feed, (struct look){.anonymous = 10, .used = 1000});
    feed_finish(&feed, true);
    const struct footprint_sample *sample = &footprint_of(&feed)->last;
    assert_int_equal(sample->parts[FOOTPRINT_OTHER], 0);
    assert_int_equal(sample->absent, 990 * MIB);
    analysis_free(feed.analysis);
}

static const struct finding *growing(struct feed *feed, struct look each)
{
    for (uint64_t i = 1; i <= LOOKS; i++) {
        tell(feed, (struct look){10 + i * each.anonymous, i * each.used, i * each.unused, i * each.own});
    }
    feed_finish(feed, true);
    return only_finding(feed);
}

static void growth_is_blamed_on_the_part_that_grew(void **state)
{
    (void)state;
    static const struct {
        struct look each;
        const char *name; /* NULL: none */
    } cases[] = {
        {{.anonymous = 4, .used = 4}, "grew-outside-tl"},
        {{.anonymous = 4}, "grew-outside-malloc"},
        {{.anonymous = 4, .used = 1, .unused = 3}, "grew-free-in-malloc"},
        {{.anonymous = 4, .own = 4}, NULL},
        {{.anonymous = 0, .used = 4}, NULL}, /* never touched */
        {{.anonymous = 0}, NULL},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct feed feed = feed_start();
        const struct finding *finding = growing(&feed, cases[i].each);
        assert_int_equal(finding != NULL, cases[i].name != NULL);
        if (finding) {
            assert_string_equal(finding_name(finding->code), cases[i].name);
            assert_int_equal(finding->bytes, (LOOKS - LOOKS / 3 - 1) * 4 * MIB);
            assert_int_equal(finding->confidence, FINDING_LIKELY);
        }
        analysis_free(feed.analysis);
    }
}

static void growth_in_words(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    const struct finding *finding = growing(&feed, (struct look){.anonymous = 4, .used = 4});
    assert_non_null(finding);
    assert_non_null(strstr(finding->sentence,
                           "the process's memory grew by 76.0 MiB outside TL while TL's live objects, "
                           "pool and slot buffers grew by 0 bytes, most of it in blocks of malloc"));
    assert_non_null(strstr(finding->sentence, "(76.0 MiB)"));
    analysis_free(feed.analysis);
}

/* As much in objects as outside: their leak is told, and they may own the rest. */
static void growth_of_tl_is_not_blamed_on_others(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    FEED(&feed, origin, .origin = 9, .kind = TL_KIND_TENSOR, .bytes = 2 * MIB, .site = 2, .name = "");
    for (uint32_t i = 1; i <= LOOKS; i++) {
        FEED(&feed, object_new, .object = i, .pointer = 0x8000 + i * 16u, .origin = 9);
        FEED(&feed, register_tensor, .object = i, .site = 2, .count = 1);
        tell(&feed, (struct look){.anonymous = UINT64_C(4) * i, .used = UINT64_C(4) * i});
    }
    feed_finish(&feed, true);
    assert_null(footprint_grows_from(footprint_of(&feed)));
    analysis_free(feed.analysis);
}

static void what_is_loaded_once_is_no_growth(void **state)
{
    (void)state;
    for (unsigned at = 0; at <= LOOKS; at += LOOKS / 5) {
        struct feed feed = feed_start();
        for (uint64_t i = 0; i < LOOKS; i++) {
            const uint64_t loaded = i >= at ? 500 : 0;
            tell(&feed, (struct look){.anonymous = 10 + loaded, .used = loaded});
        }
        feed_finish(&feed, true);
        assert_null(only_finding(&feed));
        analysis_free(feed.analysis);
    }
}

static void what_is_freed_at_the_very_end_grew_before(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint64_t i = 0; i < LOOKS; i++) {
        tell(&feed, (struct look){.anonymous = UINT64_C(4) * i, .used = UINT64_C(4) * i});
    }
    tell(&feed, (struct look){.anonymous = 4});
    feed_finish(&feed, true);
    assert_non_null(only_finding(&feed));
    analysis_free(feed.analysis);
}

static void samples_stay_bounded_and_even(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint64_t i = 0; i < 10000; i++) {
        tell(&feed, (struct look){.anonymous = i});
    }
    feed_finish(&feed, true);
    const struct footprint *footprint = footprint_of(&feed);
    assert_int_equal(footprint->count, 10000);
    assert_true(footprint->kept_count <= FOOTPRINT_SAMPLES && footprint->kept_count >= FOOTPRINT_SAMPLES / 2);
    for (size_t i = 0; i < footprint->kept_count; i++) {
        assert_int_equal(footprint->kept[i].resident, (i * footprint->stride + 5) * MIB);
    }
    assert_int_equal(footprint->first.resident, 5 * MIB);
    assert_int_equal(footprint->peak.resident, 10004 * MIB);
    analysis_free(feed.analysis);
}

/* An allocator that was not asked: what it has is none of these, and a finding of it is only possible. */
static void a_foreign_malloc_is_said_so(void **state)
{
    (void)state;
    struct feed feed = feed_start();
    for (uint64_t i = 1; i <= LOOKS; i++) {
        FEED(&feed, footprint, .anonymous = 4 * i * MIB);
    }
    feed_finish(&feed, true);
    const struct finding *finding = only_finding(&feed);
    assert_non_null(finding);
    assert_string_equal(finding_name(finding->code), "grew-outside-malloc");
    assert_int_equal(finding->confidence, FINDING_POSSIBLE);
    analysis_free(feed.analysis);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_told_apart),
        cmocka_unit_test(totals_leave_objects_among_the_blocks_of_malloc),
        cmocka_unit_test(device_tensors_are_left_out),
        cmocka_unit_test(untouched_memory_is_absent),
        cmocka_unit_test(growth_is_blamed_on_the_part_that_grew),
        cmocka_unit_test(growth_in_words),
        cmocka_unit_test(growth_of_tl_is_not_blamed_on_others),
        cmocka_unit_test(what_is_loaded_once_is_no_growth),
        cmocka_unit_test(what_is_freed_at_the_very_end_grew_before),
        cmocka_unit_test(samples_stay_bounded_and_even),
        cmocka_unit_test(a_foreign_malloc_is_said_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
