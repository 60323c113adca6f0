/* SPDX-License-Identifier: MIT */
/* What stacks weigh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "twice.h"

/* The sums over all entries. */
static struct usage_entry sums_of(const struct usage *usage)
{
    struct usage_entry sums = {0};
    for (size_t i = 0; i < usage->entries.count; i++) {
        const struct usage_entry *entry = usage->entries.entries[i];
        for (size_t value = 0; value < USAGE_VALUES; value++) {
            sums.amounts[value].objects += entry->amounts[value].objects;
            sums.amounts[value].bytes += entry->amounts[value].bytes;
        }
        sums.alive.objects += entry->alive.objects;
        sums.alive.bytes += entry->alive.bytes;
    }
    return sums;
}

static void expect_amount(const struct amount *amount, uint64_t objects, uint64_t bytes)
{
    assert_int_equal(amount->objects, objects);
    assert_int_equal(amount->bytes, bytes);
}

/* The sums are what the analysis counted. */
static void expect_as_analysed(const struct twice *twice)
{
    struct usage usage;
    const struct process *process = twice->source.process;
    uint64_t made_objects = 0;
    uint64_t made_bytes = 0;
    usage_init(&usage, true);
    usage_collect(&usage, &twice->source);
    const struct usage_entry sums = sums_of(&usage);
    for (size_t i = 0; i < KINDS; i++) {
        made_objects += process->lifetimes.made_objects[i];
        made_bytes += process->lifetimes.made_bytes[i];
    }
    expect_amount(&sums.amounts[USAGE_MADE], made_objects, made_bytes);
    expect_amount(&sums.amounts[USAGE_END], process->at_end.all_objects, process->at_end.all_bytes);
    expect_amount(&sums.alive, process->at_end.all_objects, process->at_end.all_bytes);
    expect_amount(&sums.amounts[USAGE_LEAKED], process->leaks.objects, process->leaks.bytes);
    assert_int_equal(sums.amounts[USAGE_PEAK].bytes, process->timeline.bytes.value);
    usage_free(&usage);
}

static void release(struct feed *feed, uint32_t object)
{
    FEED(feed, ptr_release, .object = object, .site = 8, .fate = TL_FATE_FREED);
}

static void the_peak_is_of_the_moment(void **state)
{
    (void)state;
    struct twice twice = {.feed = feed_start_keeping()};
    struct usage usage;
    feed_struct(&twice.feed, 1);
    feed_struct(&twice.feed, 2);
    release(&twice.feed, 1);
    feed_struct(&twice.feed, 3);
    release(&twice.feed, 2);
    feed_finish(&twice.feed, true);
    twice_ready(&twice);
    usage_init(&usage, true);
    usage_collect(&usage, &twice.source);
    assert_int_equal(usage.entries.count, 1);
    const struct usage_entry *entry = usage.entries.entries[0];
    assert_string_equal(entry->key.name, "Node");
    assert_int_equal(entry->key.site, 1);
    expect_amount(&entry->amounts[USAGE_MADE], 3, UINT64_C(3) * STRUCT_BYTES);
    expect_amount(&entry->amounts[USAGE_PEAK], 2, UINT64_C(2) * STRUCT_BYTES);
    expect_amount(&entry->most, 2, UINT64_C(2) * STRUCT_BYTES);
    expect_amount(&entry->amounts[USAGE_END], 1, STRUCT_BYTES);
    expect_amount(&entry->amounts[USAGE_LEAKED], 0, 0);
    usage_free(&usage);
    expect_as_analysed(&twice);
    twice_free(&twice);
}

static void a_place_corrected_takes_its_objects_along(void **state)
{
    (void)state;
    struct twice twice = {.feed = feed_start_keeping()};
    struct usage usage;
    feed_struct(&twice.feed, 1);
    FEED(&twice.feed, restate, .object = 1, .site = 9, .told = 1);
    feed_struct(&twice.feed, 2);
    feed_finish(&twice.feed, true);
    twice_ready(&twice);
    usage_init(&usage, false);
    usage_collect(&usage, &twice.source);
    const struct usage_entry *corrected =
        grouping_find(&usage.entries, &(struct usage_key){names_keep(&usage.names, ""), 9, 0});
    assert_non_null(corrected);
    expect_amount(&corrected->amounts[USAGE_PEAK], 1, STRUCT_BYTES);
    expect_amount(&corrected->amounts[USAGE_MADE], 1, STRUCT_BYTES);
    expect_amount(&corrected->alive, 1, STRUCT_BYTES);
    usage_free(&usage);
    expect_as_analysed(&twice);
    twice_free(&twice);
}

/* A pseudo-random number below `below`. */
static uint32_t pick(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525 + 1013904223;
    return (*seed >> 8) % below;
}

static void feed_random(struct feed *feed, uint32_t *seed)
{
    const uint32_t object = pick(seed, 40);
    const uint32_t scope = 1 + pick(seed, 10);
    const uint32_t site = pick(seed, 11);
    const uint16_t count = (uint16_t)pick(seed, 4);
    const uint8_t fate = (uint8_t)pick(seed, 9);
    switch (pick(seed, 16)) {
    case 0:
        FEED(feed, enter_scope, .scope = scope, .depth = 2, .site = site);
        break;
    case 1:
        FEED(feed, exit_scope, .scope = scope, .depth = 1, .site = site);
        break;
    case 2:
        FEED(feed, function_enter, .frame = scope, .scope = scope, .depth = 2, .site = site);
        break;
    case 3:
        FEED(feed, function_exit, .frame = scope, .scope = scope, .depth = 1, .site = site);
        break;
    case 4:
        FEED(feed, object_reuse, .object = object, .pooled = pick(seed, 40), .origin = (uint16_t)pick(seed, 7));
        break;
    case 5:
        FEED(feed, ptr_acquire, .object = object, .site = site, .count = count, .outcome = (uint8_t)pick(seed, 4));
        break;
    case 6:
        FEED(feed, tensor_release, .object = object, .site = site, .count = count, .fate = fate);
        break;
    case 7:
        FEED(feed, record_release, .object = object, .count = count, .fate = fate);
        break;
    case 8:
        FEED(feed, unregister, .object = object, .scope = scope, .site = site, .outcome = (uint8_t)pick(seed, 5));
        break;
    case 9:
        FEED(feed, restate, .object = object, .scope = scope, .site = site, .told = pick(seed, 11));
        break;
    case 10:
        FEED(feed, context, .thread = pick(seed, 3), .manager = 1 + pick(seed, 2));
        break;
    case 11:
        FEED(feed, object_end, .object = object, .fate = fate);
        break;
    case 12:
        FEED(feed, manager_end, .site = site);
        break;
    case 13:
        FEED(feed, diagnostic, .code = (uint8_t)pick(seed, 40), .object = object, .site = site, .text = "text");
        break;
    case 14:
        FEED(feed, object_new, .object = object, .pointer = object * UINT64_C(16), .origin = (uint16_t)pick(seed, 7));
        break;
    default:
        FEED(feed, register_tensor, .object = object, .site = site, .count = count, .outcome = (uint8_t)pick(seed, 7));
        break;
    }
}

/* Any sequence of events: the second pass counts as the first does, and every format is written. */
static void nonsense_is_counted_as_the_analysis_does(void **state)
{
    (void)state;
    static const char *const formats[] = {"folded", "speedscope", "chrome", "dhat", "massif"};
    for (uint32_t seed = 1; seed <= 60; seed++) {
        struct twice twice = {.feed = feed_start_keeping()};
        uint32_t random = seed;
        for (int i = 0; i < 400; i++) {
            feed_random(&twice.feed, &random);
        }
        if (pick(&random, 3) == 0) {
            FEED(&twice.feed, process_start, .program = "", .version = "", .settings = "");
            feed_random(&twice.feed, &random);
        }
        feed_finish(&twice.feed, seed % 2 == 0);
        twice_ready(&twice);
        expect_as_analysed(&twice);
        for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++) {
            char *text = twice_text(&twice, formats[i]);
            assert_non_null(text);
            free(text);
        }
        twice_free(&twice);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_peak_is_of_the_moment),
        cmocka_unit_test(a_place_corrected_takes_its_objects_along),
        cmocka_unit_test(nonsense_is_counted_as_the_analysis_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
