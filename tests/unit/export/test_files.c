/* SPDX-License-Identifier: MIT */
/* Files that must stay bounded, and what they are written with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "json_stream.h"
#include "protobuf.h"
#include "twice.h"

/* Not by strstr: under ASan each call of it looks at the whole text. */
static size_t occurrences(const char *text, const char *word)
{
    const size_t length = strlen(word);
    size_t count = 0;
    for (const char *at = text; *at; at++) {
        count += *at == *word && strncmp(at, word, length) == 0;
    }
    return count;
}

/* Two hundred objects alive at most, and a peak in the middle that lasts for a moment. */
static void long_run(struct twice *twice, uint32_t objects)
{
    *twice = (struct twice){.feed = feed_start_keeping()};
    for (uint32_t object = 1; object <= objects; object++) {
        feed_struct(&twice->feed, object);
        if (object == objects / 2) {
            FEED(&twice->feed, object_new, .object = objects + 1, .pointer = 0x8000, .origin = ORIGIN_TENSOR);
            FEED(&twice->feed, tensor_release, .object = objects + 1, .site = 8, .fate = TL_FATE_FREED);
        }
        if (object > 200) {
            FEED(&twice->feed, ptr_release, .object = object - 200, .site = 8, .fate = TL_FATE_FREED);
        }
    }
    feed_finish(&twice->feed, true);
    twice_ready(twice);
}

static void massif_has_about_a_hundred_snapshots(void **state)
{
    (void)state;
    struct twice twice;
    long_run(&twice, 20000);
    char *text = twice_text(&twice, "massif");
    assert_int_equal(occurrences(text, "snapshot="), 102);
    assert_int_equal(occurrences(text, "heap_tree=peak"), 1);
    assert_int_equal(occurrences(text, "heap_tree=detailed"), 11);
    assert_int_equal(occurrences(text, "mem_heap_B=10048\n"), 1);
    free(text);
    twice_free(&twice);
}

static void chrome_thins_its_counters_and_keeps_the_peak(void **state)
{
    (void)state;
    struct twice twice;
    long_run(&twice, 30000);
    char *text = twice_text(&twice, "chrome");
    assert_in_range(occurrences(text, "\"name\":\"bytes\""), 10000, 20002);
    assert_int_equal(occurrences(text, "\"struct\":9648,\"tensor\":400,"), 1);
    free(text);
    twice_free(&twice);
}

static void chrome_writes_every_change_of_a_short_trace(void **state)
{
    (void)state;
    struct twice twice;
    long_run(&twice, 300);
    char *text = twice_text(&twice, "chrome");
    assert_int_equal(occurrences(text, "\"name\":\"bytes\""), 300 + 100 + 2);
    free(text);
    twice_free(&twice);
}

static void json_escapes_and_parts(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size = 0;
    struct json_stream json = {.file = open_memstream(&text, &size)};
    assert_non_null(json.file);
    json_open(&json, NULL, '{');
    json_text(&json, "a\"b", "c\\d\"");
    json_open(&json, "list", '[');
    json_number(&json, NULL, UINT64_MAX);
    json_thousandths(&json, NULL, 1000050);
    json_open(&json, NULL, '[');
    json_close(&json, ']');
    json_hex(&json, NULL, 0xAB);
    json_close(&json, ']');
    json_bool(&json, "yes", true);
    json_close(&json, '}');
    fclose(json.file);
    assert_string_equal(
        text, "{\"a\\\"b\":\"c\\\\d\\\"\",\"list\":[18446744073709551615,1000.050,[],\"0xab\"],\"yes\":true}");
    free(text);
}

static void protobuf_encodes_as_the_specification_says(void **state)
{
    (void)state;
    struct protobuf outer = {0};
    struct protobuf inner = {0};
    protobuf_number(&inner, 1, 150);
    protobuf_text(&inner, 2, "testing");
    protobuf_message(&outer, 3, &inner);
    protobuf_packed(&inner, 0);
    protobuf_packed(&inner, UINT64_MAX);
    protobuf_message(&outer, 16, &inner);
    static const unsigned char expected[] = "\x1A\x0C\x08\x96\x01\x12\x07testing"
                                            "\x82\x01\x0B\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01";
    assert_int_equal(outer.count, sizeof(expected) - 1);
    assert_memory_equal(outer.bytes, expected, outer.count);
    protobuf_free(&outer);
    protobuf_free(&inner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(massif_has_about_a_hundred_snapshots),
        cmocka_unit_test(chrome_thins_its_counters_and_keeps_the_peak),
        cmocka_unit_test(chrome_writes_every_change_of_a_short_trace),
        cmocka_unit_test(json_escapes_and_parts),
        cmocka_unit_test(protobuf_encodes_as_the_specification_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
