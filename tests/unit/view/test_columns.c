/* SPDX-License-Identifier: MIT */
/* What stands in columns comes out again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "site_column.h"

enum { MANY = 300000, MANY_BYTES = 4 * 1024 * 1024 };

struct bytes {
    unsigned char *at;
    size_t count;
};

static bool append(void *context, const void *piece, size_t count)
{
    struct bytes *bytes = context;
    bytes->at = realloc(bytes->at, bytes->count + count);
    memcpy(bytes->at + bytes->count, piece, count);
    bytes->count += count;
    return true;
}

static struct bytes inflated(struct column *column)
{
    struct bytes packed = {NULL, 0};
    struct bytes raw = {malloc(MANY_BYTES), MANY_BYTES};
    z_stream stream = {.next_out = raw.at, .avail_out = MANY_BYTES};
    column_finish(column);
    assert_true(spool_read(&column->packed, append, &packed));
    assert_int_equal(packed.count, column->packed.total);
    stream.next_in = packed.at;
    stream.avail_in = (unsigned)packed.count;
    assert_int_equal(inflateInit2(&stream, -15), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    raw.count = stream.total_out;
    inflateEnd(&stream);
    free(packed.at);
    return raw;
}

static uint64_t varint_next(const struct bytes *bytes, size_t *at)
{
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        assert_in_range(*at, 0, bytes->count - 1);
        const unsigned char byte = bytes->at[(*at)++];
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            return value;
        }
    }
}

static void expect_back(enum column_encoding encoding, const uint64_t *values, size_t count)
{
    struct column column = {.encoding = encoding};
    uint64_t sum = 0;
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        column_add(&column, values[i]);
    }
    struct bytes raw = inflated(&column);
    for (size_t i = 0; i < count; i++) {
        const uint64_t told = varint_next(&raw, &at);
        sum += told >> 1 ^ (0 - (told & 1));
        assert_int_equal(encoding == COLUMN_DELTA ? sum : told, values[i]);
    }
    assert_int_equal(at, raw.count);
    assert_int_equal(column.count, count);
    free(raw.at);
    column_free(&column);
}

static void numbers_come_back(void **state)
{
    (void)state;
    const uint64_t values[] = {0, 1, 127, 128, 300, 0, UINT64_C(1) << 47, 5, (UINT64_C(1) << 53) - 1, 0};
    expect_back(COLUMN_VARINT, values, sizeof(values) / sizeof(values[0]));
    expect_back(COLUMN_DELTA, values, sizeof(values) / sizeof(values[0]));
}

static void many_numbers_come_back(void **state)
{
    (void)state;
    uint64_t *values = malloc(MANY * sizeof(*values));
    uint64_t state_of_draw = 1;
    for (size_t i = 0; i < MANY; i++) {
        state_of_draw = state_of_draw * 6364136223846793005u + 1442695040888963407u;
        values[i] = state_of_draw >> (11 + i % 50);
    }
    expect_back(COLUMN_VARINT, values, MANY);
    expect_back(COLUMN_DELTA, values, MANY);
    free(values);
}

static void values_have_an_end(void **state)
{
    (void)state;
    struct column bytes = {.encoding = COLUMN_U8};
    struct column numbers = {.encoding = COLUMN_VARINT};
    column_add(&bytes, 3);
    column_add(&bytes, 1000);
    column_add(&numbers, UINT64_MAX);
    struct bytes raw = inflated(&bytes);
    assert_int_equal(raw.count, 2);
    assert_int_equal(raw.at[0], 3);
    assert_int_equal(raw.at[1], 255);
    free(raw.at);
    size_t at = 0;
    raw = inflated(&numbers);
    assert_int_equal(varint_next(&raw, &at), UINT64_C(1) << 53);
    free(raw.at);
    column_free(&bytes);
    column_free(&numbers);
}

static void expect_base64(const char *const *pieces, size_t count, const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    struct sink sink = {.file = open_memstream(&text, &size), .base64 = true};
    for (size_t i = 0; i < count; i++) {
        assert_true(sink_write(&sink, pieces[i], strlen(pieces[i])));
    }
    assert_true(sink_finish(&sink));
    fclose(sink.file);
    assert_string_equal(text, expected);
    free(text);
}

/* The vectors of RFC 4648, in pieces. */
static void base64_is_that_of_the_standard(void **state)
{
    (void)state;
    expect_base64(NULL, 0, "");
    expect_base64((const char *const[]){"f"}, 1, "Zg==");
    expect_base64((const char *const[]){"f", "o"}, 2, "Zm8=");
    expect_base64((const char *const[]){"f", "oo"}, 2, "Zm9v");
    expect_base64((const char *const[]){"", "fo", "", "ob"}, 4, "Zm9vYg==");
    expect_base64((const char *const[]){"foo", "b", "a"}, 3, "Zm9vYmE=");
    expect_base64((const char *const[]){"f", "ooba", "r"}, 3, "Zm9vYmFy");
    expect_base64((const char *const[]){"\xfb\xff\xfe"}, 1, "+//+");
}

static void much_is_kept_in_a_file(void **state)
{
    (void)state;
    struct spool spool = {.total = 0};
    struct bytes bytes = {NULL, 0};
    for (uint32_t i = 0; i < MANY; i++) {
        spool_add(&spool, &i, sizeof(i));
    }
    assert_non_null(spool.file);
    assert_true(spool_read(&spool, append, &bytes));
    assert_int_equal(bytes.count, MANY * sizeof(uint32_t));
    for (uint32_t i = 0; i < MANY; i++) {
        assert_memory_equal(bytes.at + i * sizeof(i), &i, sizeof(i));
    }
    free(bytes.at);
    spool_free(&spool);
}

static void places_get_their_rows_at_the_end(void **state)
{
    (void)state;
    struct site_column column = {.waiting = {.total = 0}};
    struct tlview tlview;
    struct site_rows_process processes[] = {{.base = 0, .most = 10}, {.base = 10, .most = 5}};
    const struct site_rows rows = {.processes = processes, .count = 2};
    tlview_init(&tlview);
    site_column_add(&column, 0, 10);
    site_column_add(&column, 1, 5);
    site_column_add(&column, 1, 0);
    site_column_add(&column, 1, UINT32_MAX);
    assert_true(site_column_write(&column, &rows, &tlview, TLVIEW_POOL_PUT, TLVIEW_POOL_PROCESS));
    struct bytes sites = inflated(&tlview.columns[TLVIEW_POOL_PUT]);
    struct bytes told = inflated(&tlview.columns[TLVIEW_POOL_PROCESS]);
    assert_int_equal(sites.count, 4);
    assert_memory_equal(sites.at, ((unsigned char[]){10, 15, 0, 0}), 4);
    assert_memory_equal(told.at, ((unsigned char[]){0, 1, 1, 1}), 4);
    free(sites.at);
    free(told.at);
    spool_free(&column.waiting);
    tlview_free(&tlview);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),      cmocka_unit_test(many_numbers_come_back),
        cmocka_unit_test(values_have_an_end),     cmocka_unit_test(base64_is_that_of_the_standard),
        cmocka_unit_test(much_is_kept_in_a_file), cmocka_unit_test(places_get_their_rows_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
