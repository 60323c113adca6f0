/* SPDX-License-Identifier: MIT */
/* The parser of metadata, and what follows from it for decoding: by texts made up here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "layout.h"

static struct tsdl *parsed(const char *text)
{
    return tsdl_parse(text, strlen(text));
}

#define TRACE_LE "trace { major = 1; minor = 8; byte_order = le; };\n"

/* The one type that a text declares, as the fields of an event. */
static const struct tsdl_type *fields_of(const struct tsdl *tsdl)
{
    assert_string_equal(tsdl->fault, "");
    assert_int_equal(tsdl->event_count, 1);
    assert_non_null(tsdl->events[0].fields);
    return tsdl->events[0].fields;
}

static void assert_fault(const char *text, const char *fault)
{
    struct tsdl *tsdl = parsed(text);
    if (!strstr(tsdl->fault, fault)) {
        fail_msg("'%s' instead of '%s'", tsdl->fault, fault);
    }
    tsdl_free(tsdl);
}

static void integers(void **state)
{
    (void)state;
    struct tsdl *tsdl =
        parsed("typealias integer { size = 0x10; signed = 1; } := short int;\n" TRACE_LE
               "event { fields := struct { short int _a; integer { size = 5; } b;\n"
               "integer { size = 32; align = 32; byte_order = be; base = hex; encoding = none; } __c; }; };");
    const struct tsdl_type *fields = fields_of(tsdl);
    assert_int_equal(fields->field_count, 3);
    assert_string_equal(fields->fields[0].name, "a");
    assert_int_equal(fields->fields[0].type->bits, 16);
    assert_int_equal(fields->fields[0].type->align, 8);
    assert_true(fields->fields[0].type->is_signed);
    assert_false(fields->fields[0].type->big_endian);
    assert_int_equal(fields->fields[1].type->align, 1);
    assert_string_equal(fields->fields[2].name, "_c");
    assert_true(fields->fields[2].type->big_endian);
    assert_int_equal(fields->align, 32);
    assert_int_equal(fields->bits_min, 16 + 5 + 32);
    tsdl_free(tsdl);
}

static void the_traces_byte_order_counts_before_it_is_told(void **state)
{
    (void)state;
    struct tsdl *tsdl = parsed("typealias integer { size = 16; } := u16; trace { byte_order = be; };"
                               "event { fields := struct { u16 a; integer { size = 16; byte_order = le; } b; }; };");
    assert_true(fields_of(tsdl)->fields[0].type->big_endian);
    assert_false(fields_of(tsdl)->fields[1].type->big_endian);
    tsdl_free(tsdl);
}

static void blocks(void **state)
{
    (void)state;
    struct tsdl *tsdl = parsed("/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le;\n"
                               "uuid = \"74d2d8e3-0881-408b-8f32-0c7bfe3e6264\"; };\n"
                               "env { hostname = \"there\"; tracer_name = \"lttng-ust\"; tracer_major = 2; };\n"
                               "clock { name = c; freq = 1000; offset_s = -5; offset = 7; }; // of no use\n"
                               "stream { id = 3; event.header := struct { integer { size = 8; } id; }; };\n"
                               "event { name = \"a:b\"; id = 9; stream_id = 3; loglevel = 13; };");
    assert_string_equal(tsdl->fault, "");
    assert_true(tsdl->has_uuid && tsdl->uuid[0] == 0x74 && tsdl->uuid[15] == 0x64);
    assert_string_equal(tsdl->hostname, "there");
    assert_true(tsdl->clock.absolute && tsdl->clock.frequency == 1000 && tsdl->clock.offset_s == -5);
    assert_int_equal(tsdl->streams[0].id, 3);
    assert_string_equal(tsdl->events[0].name, "a:b");
    assert_int_equal(tsdl->events[0].stream, 3);
    tsdl_free(tsdl);
}

#define FIELDS(fields) TRACE_LE "event { fields := struct { " fields " }; };"
#define U8             "integer { size = 8; }"

/* What would cost no end of time or memory, or lead out of the packet, is no type at all. */
static void hostile(void **state)
{
    (void)state;
    assert_fault(FIELDS("integer { size = 0; } a;"), "an integer of 0 bits");
    assert_fault(FIELDS("integer { size = 65; } a;"), "an integer of 65 bits");
    assert_fault(FIELDS("integer { size = 8; align = 0; } a;"), "alignment of 0");
    assert_fault(FIELDS("integer { size = 8; align = 24; } a;"), "alignment of 24");
    assert_fault(FIELDS("integer { size = 8; align = 8589934592; } a;"), "alignment of 8589934592");
    assert_fault(FIELDS("integer { size = 99999999999999999999; } a;"), "not a word");
    assert_fault(FIELDS("struct { } a[4000000000];"), "no size");
    assert_fault(FIELDS(U8 " n; struct { } a[n];"), "no size");
    assert_fault(FIELDS(U8 " a[n];"), "no field that comes before");
    assert_fault(FIELDS("integer { size = 8; signed = 1; } n; " U8 " a[n];"), "below 0");
    assert_fault(FIELDS("string n; " U8 " a[n];"), "cannot be depended on");
    assert_fault(FIELDS(U8 " n; variant <n> { string a; } v;"), "no enumeration");
    assert_fault(FIELDS("nothing a;"), "was not defined");
    assert_fault(FIELDS(U8 " a"), "';' is missing");
    assert_fault(FIELDS("\x01"), "not a word");
    assert_fault(TRACE_LE "clock { freq = 0; };", "frequency");
    assert_fault(TRACE_LE TRACE_LE, "second trace");
    assert_fault("", "no trace block");
    assert_fault("trace { byte_order = le", "no trace block");
    assert_fault("trace { major = 2; };", "not CTF 1.8");
    assert_fault(FIELDS("integer { size = 8; map = clock.x.value; } a;"), "no clock");
}

static void types_without_end(void **state)
{
    (void)state;
    static char text[1 << 20];
    char *at = stpcpy(text, TRACE_LE "event { fields := ");
    for (size_t i = 0; i < 100000; i++) {
        at = stpcpy(at, "struct { ");
    }
    assert_fault(text, "types in types without end");
    /* Each struct holds the one before it twice: 2^40 fields, in a page of text. */
    at = stpcpy(text, TRACE_LE "struct s0 { integer { size = 8; } a; };\n");
    for (int i = 1; i <= 40; i++) {
        at += sprintf(at, "struct s%d { struct s%d a; struct s%d b; };\n", i, i - 1, i - 1);
    }
    assert_fault(text, "too many fields");
    at = stpcpy(text, TRACE_LE "struct s0 { };\n");
    for (int i = 1; i <= 10; i++) {
        at += sprintf(at, "struct s%d { struct s%d a; struct s%d b; };\n", i, i - 1, i - 1);
    }
    assert_fault(text, "too many fields");
}

static void cut_anywhere(void **state)
{
    (void)state;
    static const char text[] = TRACE_LE "event { id = 1; name = \"a\"; fields := struct { string a; }; };"
                                        "event { id = 2; name = \"b\"; fields := struct { string a; }; };";
    for (size_t length = 0; length < sizeof(text); length++) {
        struct tsdl *tsdl = tsdl_parse(text, length);
        const bool has_trace = length >= strlen(TRACE_LE) - 2; /* without its semicolon */
        assert_int_equal(tsdl->fault[0] == '\0', has_trace);
        tsdl_free(tsdl);
    }
    struct tsdl *tsdl = tsdl_parse(text, sizeof(text) - 4);
    assert_true(tsdl->cut);
    assert_int_equal(tsdl->event_count, 1);
    assert_int_equal(tsdl->events[0].id, 1);
    tsdl_free(tsdl);
}

static bool number(const char *type, const void *bytes, uint64_t bits, uint64_t at, uint64_t *value)
{
    char text[256];
    snprintf(text, sizeof(text), FIELDS("integer { %s } a;"), type);
    struct tsdl *tsdl = parsed(text);
    struct cursor cursor = {.bytes = bytes, .at = at, .end = bits};
    const bool read = field_integer(&cursor, fields_of(tsdl)->fields[0].type, value);
    tsdl_free(tsdl);
    return read;
}

static void numbers(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0xFF};
    uint64_t value = 0;
    assert_true(number("size = 16;", bytes, 72, 0, &value) && value == 0x3412);
    assert_true(number("size = 16; byte_order = be;", bytes, 72, 0, &value) && value == 0x1234);
    assert_true(number("size = 64; byte_order = be;", bytes, 72, 0, &value) && value == 0x123456789ABCDEF0);
    assert_true(number("size = 32; align = 32;", bytes, 72, 1, &value) && value == 0xF0DEBC9A);
    assert_true(number("size = 4; align = 1;", bytes, 72, 0, &value) && value == 2);
    assert_true(number("size = 4; align = 1;", bytes, 72, 4, &value) && value == 1);
    assert_true(number("size = 12; align = 1; byte_order = be;", bytes, 72, 4, &value) && value == 0x234);
    assert_true(number("size = 27; align = 1;", bytes, 72, 5, &value) && value == 0x78563412 >> 5);
    assert_true(number("size = 8; signed = 1;", bytes, 72, 64, &value) && value == UINT64_MAX);
    assert_true(number("size = 3; align = 1; signed = 1;", bytes, 72, 64, &value) && value == UINT64_MAX);
    assert_false(number("size = 16;", bytes, 72, 64, &value));
    assert_false(number("size = 8; align = 64;", bytes, 72, 65, &value));
    assert_false(number("size = 64;", bytes, 72, 72, &value));
}

static bool skipped(const char *fields, const void *bytes, size_t count, uint64_t *bits)
{
    char text[1024];
    snprintf(text, sizeof(text), FIELDS("%s"), fields);
    struct tsdl *tsdl = parsed(text);
    struct cursor cursor = {.bytes = bytes, .end = (uint64_t)count * 8};
    const bool read = field_skip(&cursor, fields_of(tsdl));
    *bits = cursor.at;
    tsdl_free(tsdl);
    return read;
}

static void what_lies_between(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {2, 'a', 'b', 0, 1, 2, 3, 4, 5, 6, 7, 8};
    uint64_t bits;
    assert_true(skipped(U8 " n; " U8 " a[n]; string s;", bytes, 4, &bits) && bits == 32);
    assert_false(skipped(U8 " n; " U8 " a[n]; string s;", bytes, 3, &bits));
    assert_true(skipped(U8 " a[3]; floating_point { exp_dig = 8; mant_dig = 24; align = 32; } f;", bytes, 8, &bits) &&
                bits == 64);
    assert_true(skipped(U8 " n; integer { size = 16; align = 32; } a[n];", bytes, 12, &bits) && bits == 80);
    assert_false(skipped(U8 " a[18446744073709551615];", bytes, 12, &bits));
    assert_true(skipped("enum : integer { size = 8; } { x = 0 ... 1, y = 2 } t; variant <t> { string x; struct { " U8
                        " p; " U8 " q; } y; } v;",
                        bytes, 12, &bits) &&
                bits == 24);
    assert_false(skipped("enum : integer { size = 8; } { x = 7 } t; variant <t> { string x; } v;", bytes, 12, &bits));
}

#define LARGE                                                                                                          \
    "trace { byte_order = le; }; clock { name = m; };"                                                                 \
    "typealias integer { size = 16; } := u16; typealias integer { size = 32; } := u32;"                                \
    "typealias integer { size = 32; map = clock.m.value; } := t32;"                                                    \
    "typealias integer { size = 64; map = clock.m.value; } := t64;"                                                    \
    "stream { event.header := struct { enum : u16 { compact = 0 ... %s, extended = 65535 } id;"                        \
    "variant <id> { struct { t32 t; } compact; struct { u32 id; t64 t; } extended; } v; } align(8); };"

static enum header_kind header_of(const char *last)
{
    char text[1024];
    snprintf(text, sizeof(text), LARGE, last);
    struct layout *layout = layout_new(parsed(text));
    assert_string_equal(layout->fault, "");
    const enum header_kind kind = layout->streams[0].header;
    layout_free(layout);
    return kind;
}

static void headers_are_known_by_their_types(void **state)
{
    (void)state;
    assert_int_equal(header_of("65534"), HEADER_LARGE);
    assert_int_equal(header_of("65533"), HEADER_BY_TYPE);
}

static void clocks_wrap(void **state)
{
    (void)state;
    assert_true(clock_forward(0x1FFFFFFF0, 0xFFFFFFF1, 32) == 0x1FFFFFFF1);
    assert_true(clock_forward(0x1FFFFFFF0, 0x5, 32) == 0x200000005);
    assert_true(clock_forward(0x1FFFFFFF0, 0x5, 64) == 0x5);
    assert_true(clock_forward((1ull << 27) - 1, 0, 27) == 1ull << 27);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers),
        cmocka_unit_test(the_traces_byte_order_counts_before_it_is_told),
        cmocka_unit_test(blocks),
        cmocka_unit_test(hostile),
        cmocka_unit_test(types_without_end),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(numbers),
        cmocka_unit_test(what_lies_between),
        cmocka_unit_test(headers_are_known_by_their_types),
        cmocka_unit_test(clocks_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
