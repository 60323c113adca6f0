/* SPDX-License-Identifier: MIT */
/* The types of a metadata text that hold one value: integers, enumerations, floating point numbers, strings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tsdl_types.h"

static bool byte_order(struct tsdl_parser *parser, bool *native, bool *big_endian)
{
    const char *order = tsdl_expect_name(parser);
    *native = strcmp(order, "native") == 0;
    *big_endian = strcmp(order, "be") == 0 || strcmp(order, "network") == 0;
    if (!*native && !*big_endian && strcmp(order, "le") != 0) {
        tsdl_fail(parser, "a byte_order that is not known here");
        return false;
    }
    return true;
}

static bool truth_take(struct tsdl_parser *parser)
{
    if (parser->token.kind == TSDL_NUMBER) {
        return tsdl_expect_number(parser) != 0;
    }
    const char *word = tsdl_expect_name(parser);
    const bool is = strcmp(word, "true") == 0 || strcmp(word, "TRUE") == 0;
    if (!is && strcmp(word, "false") != 0 && strcmp(word, "FALSE") != 0) {
        tsdl_fail(parser, "neither true nor false");
    }
    return is;
}

static void clock_map(struct tsdl_parser *parser, struct tsdl_type *type)
{
    char path[TSDL_NAME_BYTES];
    char expected[TSDL_NAME_BYTES + 16];
    tsdl_expect_path(parser, path);
    snprintf(expected, sizeof(expected), "clock.%s.value", parser->tsdl->has_clock ? parser->tsdl->clock.name : "");
    type->clock = true;
    if (!parser->tsdl->has_clock || strcmp(path, expected) != 0) {
        tsdl_fail(parser, "%.64s is of no clock that came before", path);
    }
}

static void integer_attributes(struct tsdl_parser *parser, struct tsdl_type *type)
{
    uint64_t align = 0;
    uint64_t size = 0;
    while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
        const char *name = tsdl_expect_name(parser);
        tsdl_expect_sign(parser, '=');
        if (strcmp(name, "size") == 0) {
            size = tsdl_expect_number(parser);
        } else if (strcmp(name, "align") == 0) {
            align = tsdl_align_take(parser, tsdl_expect_number(parser));
        } else if (strcmp(name, "signed") == 0) {
            type->is_signed = truth_take(parser);
        } else if (strcmp(name, "byte_order") == 0) {
            byte_order(parser, &type->native, &type->big_endian);
        } else if (strcmp(name, "map") == 0) {
            clock_map(parser, type);
        } else {
            tsdl_advance(parser); /* the base and the encoding are for those who print */
        }
        tsdl_expect_sign(parser, ';');
    }
    if (size == 0 || size > 64) {
        tsdl_fail(parser, "an integer of %llu bits", (unsigned long long)size);
        size = 8;
    }
    type->bits = type->bits_min = (unsigned)size;
    type->align = align != 0 ? (unsigned)align : size % 8 == 0 ? 8 : 1;
}

struct tsdl_type *tsdl_integer(struct tsdl_parser *parser)
{
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_INTEGER);
    tsdl_expect_sign(parser, '{');
    integer_attributes(parser, type);
    return type;
}

struct tsdl_type *tsdl_floating_point(struct tsdl_parser *parser)
{
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_FLOAT);
    uint64_t bits = 0;
    unsigned align = 8;
    tsdl_expect_sign(parser, '{');
    while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
        const char *name = tsdl_expect_name(parser);
        tsdl_expect_sign(parser, '=');
        if (strcmp(name, "exp_dig") == 0 || strcmp(name, "mant_dig") == 0) {
            const uint64_t digits = tsdl_expect_number(parser);
            bits += digits < 64 ? digits : 64;
        } else if (strcmp(name, "align") == 0) {
            align = tsdl_align_take(parser, tsdl_expect_number(parser));
        } else {
            tsdl_advance(parser);
        }
        tsdl_expect_sign(parser, ';');
    }
    if (bits != 32 && bits != 64) {
        tsdl_fail(parser, "a floating point number of %llu bits", (unsigned long long)bits);
        bits = 32;
    }
    type->bits = type->bits_min = (unsigned)bits;
    type->align = align;
    return type;
}

struct tsdl_type *tsdl_string(struct tsdl_parser *parser)
{
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_STRING);
    type->align = 8;
    type->bits_min = 8;
    if (tsdl_take_sign(parser, '{')) {
        while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
            tsdl_advance(parser);
        }
    }
    return type;
}

static int64_t enumerator_value(struct tsdl_parser *parser)
{
    const bool negative = tsdl_take_sign(parser, '-');
    const int64_t value = (int64_t)tsdl_expect_number(parser);
    return negative ? (int64_t)(0 - (uint64_t)value) : value;
}

static const char *label(struct tsdl_parser *parser)
{
    if (parser->token.kind == TSDL_TEXT) {
        const char *text = tsdl_text(parser->tsdl, parser->token.start, parser->token.length);
        tsdl_advance(parser);
        return text;
    }
    return tsdl_expect_name(parser);
}

static void enumerators(struct tsdl_parser *parser, struct tsdl_type *type)
{
    struct tsdl_range *ranges = NULL;
    size_t count = 0;
    int64_t next = 0;
    while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
        ranges = (count & (count - 1)) == 0 ? memory_resize(ranges, count ? count * 2 : 1, sizeof(*ranges)) : ranges;
        struct tsdl_range *range = &ranges[count++];
        *range = (struct tsdl_range){.label = label(parser), .first = next, .last = next};
        if (tsdl_take_sign(parser, '=')) {
            range->first = range->last = enumerator_value(parser);
            if (parser->token.kind == TSDL_DOTS) {
                tsdl_advance(parser);
                range->last = enumerator_value(parser);
            }
        }
        next = (int64_t)((uint64_t)range->last + 1);
        if (count == TSDL_RANGES_MAX) {
            tsdl_fail(parser, "an enumeration of too many values");
        }
        if (!tsdl_take_sign(parser, ',') && !tsdl_is_sign(&parser->token, '}')) {
            tsdl_fail(parser, "',' is missing");
        }
    }
    struct tsdl_range *kept = tsdl_new(parser->tsdl, count * sizeof(*kept));
    if (count > 0) {
        memcpy(kept, ranges, count * sizeof(*kept));
    }
    free(ranges);
    type->ranges = kept;
    type->range_count = count;
}

struct tsdl_type *tsdl_enumeration(struct tsdl_parser *parser)
{
    const char *name = tsdl_name_maybe(parser);
    if (!tsdl_is_sign(&parser->token, ':') && !tsdl_is_sign(&parser->token, '{')) {
        return tsdl_named_find(parser, TSDL_NAMED_ENUM, name);
    }
    struct tsdl_type *container =
        tsdl_take_sign(parser, ':') ? tsdl_type(parser) : tsdl_named_find(parser, TSDL_ALIAS, "int");
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_INTEGER);
    struct tsdl_type *next = type->next;
    if (container->kind != TSDL_INTEGER) {
        tsdl_fail(parser, "an enumeration of no integers");
    }
    *type = *container;
    type->next = next;
    tsdl_expect_sign(parser, '{');
    enumerators(parser, type);
    if (name) {
        tsdl_named_put(parser, TSDL_NAMED_ENUM, name, type);
    }
    return type;
}
