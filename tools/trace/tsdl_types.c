/* SPDX-License-Identifier: MIT */
/* The types of a metadata text: integers, enumerations, structs, variants, arrays, and their names. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tsdl_internal.h"

/* Nothing of no size, or of next to none, may be met without end: so many fields for each bit that they take. */
enum { FIELDS_OF_NO_SIZE = 32 };

static struct tsdl_type *type_new(struct tsdl_parser *parser, enum tsdl_kind kind)
{
    struct tsdl_type *type = tsdl_new(parser->tsdl, sizeof(*type));
    *type = (struct tsdl_type){
        .kind = kind, .align = 1, .weight = 1, .bits = 8, .native = true, .next = parser->tsdl->types};
    parser->tsdl->types = type;
    return type;
}

static unsigned sum(unsigned left, unsigned right)
{
    unsigned all;
    return __builtin_add_overflow(left, right, &all) ? UINT32_MAX : all;
}

/* Refuses types that would take no end of work for the bits that they have. */
static void weight_check(struct tsdl_parser *parser, const struct tsdl_type *type)
{
    if (type->weight > TSDL_WEIGHT_MAX || type->weight > sum(FIELDS_OF_NO_SIZE, type->bits_min)) {
        tsdl_fail(parser, "a type with too many fields");
    }
}

static unsigned align_take(struct tsdl_parser *parser, uint64_t align)
{
    if (align == 0 || align > TSDL_ALIGN_MAX || (align & (align - 1)) != 0) {
        tsdl_fail(parser, "an alignment of %llu bits", (unsigned long long)align);
        return 1;
    }
    return (unsigned)align;
}

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
            align = align_take(parser, tsdl_expect_number(parser));
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

static struct tsdl_type *integer(struct tsdl_parser *parser)
{
    struct tsdl_type *type = type_new(parser, TSDL_INTEGER);
    tsdl_expect_sign(parser, '{');
    integer_attributes(parser, type);
    return type;
}

static struct tsdl_type *floating_point(struct tsdl_parser *parser)
{
    struct tsdl_type *type = type_new(parser, TSDL_FLOAT);
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
            align = align_take(parser, tsdl_expect_number(parser));
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

static struct tsdl_type *string(struct tsdl_parser *parser)
{
    struct tsdl_type *type = type_new(parser, TSDL_STRING);
    type->align = 8;
    type->bits_min = 8;
    if (tsdl_take_sign(parser, '{')) {
        while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
            tsdl_advance(parser);
        }
    }
    return type;
}

static struct tsdl_type *named_find(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name)
{
    for (size_t i = parser->name_count; i > 0; i--) {
        const struct tsdl_named *named = &parser->names[i - 1];
        if (named->kind == kind && strcmp(named->name, name) == 0) {
            return named->type;
        }
    }
    return NULL;
}

static void named_put(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name, struct tsdl_type *type)
{
    if (parser->name_count == TSDL_NAMES_MAX) {
        tsdl_fail(parser, "too many named types");
        return;
    }
    parser->names[parser->name_count++] = (struct tsdl_named){kind, name, type};
}

/* The name after `struct` and the like, NULL when it has none. */
static const char *name_maybe(struct tsdl_parser *parser)
{
    return parser->token.kind == TSDL_NAME && !tsdl_is_name(&parser->token, "align") ? tsdl_expect_name(parser) : NULL;
}

/* A type that was defined under that name before. */
static struct tsdl_type *named(struct tsdl_parser *parser, enum tsdl_name_kind kind, const char *name)
{
    struct tsdl_type *type = name ? named_find(parser, kind, name) : NULL;
    if (!type) {
        tsdl_fail(parser, "the type '%.64s' was not defined", name ? name : "");
        return type_new(parser, TSDL_INTEGER);
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

static struct tsdl_type *enumeration(struct tsdl_parser *parser)
{
    const char *name = name_maybe(parser);
    if (!tsdl_is_sign(&parser->token, ':') && !tsdl_is_sign(&parser->token, '{')) {
        return named(parser, TSDL_NAMED_ENUM, name);
    }
    struct tsdl_type *container = tsdl_take_sign(parser, ':') ? tsdl_type(parser) : named(parser, TSDL_ALIAS, "int");
    struct tsdl_type *type = type_new(parser, TSDL_INTEGER);
    struct tsdl_type *next = type->next;
    if (container->kind != TSDL_INTEGER) {
        tsdl_fail(parser, "an enumeration of no integers");
    }
    *type = *container;
    type->next = next;
    tsdl_expect_sign(parser, '{');
    enumerators(parser, type);
    if (name) {
        named_put(parser, TSDL_NAMED_ENUM, name, type);
    }
    return type;
}

static void struct_set(struct tsdl_type *type)
{
    type->bits_min = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct tsdl_type *field = type->fields[i].type;
        type->align = field->align > type->align ? field->align : type->align;
        type->bits_min = sum(type->bits_min, field->bits_min);
        type->weight = sum(type->weight, field->weight);
    }
}

static void variant_set(struct tsdl_type *type)
{
    type->bits_min = type->field_count > 0 ? UINT32_MAX : 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct tsdl_type *field = type->fields[i].type;
        type->bits_min = field->bits_min < type->bits_min ? field->bits_min : type->bits_min;
        type->weight = sum(type->weight, field->weight);
    }
}

static void fields_set(struct tsdl_parser *parser, struct tsdl_type *type, const struct tsdl_field *fields,
                       size_t count)
{
    struct tsdl_field *kept = tsdl_new(parser->tsdl, count * sizeof(*kept));
    if (count > 0) {
        memcpy(kept, fields, count * sizeof(*kept));
    }
    type->fields = kept;
    type->field_count = count;
    if (type->kind == TSDL_STRUCT) {
        struct_set(type);
    } else {
        variant_set(type);
    }
    weight_check(parser, type);
}

/* Tracers put an underscore before names, lest they be words of the language. */
static const char *plain(const char *name)
{
    return name[0] == '_' && name[1] ? name + 1 : name;
}

/* The field of that name that comes before, in the struct being parsed or one around it; it gets a slot. */
static const struct tsdl_field *depended_on(struct tsdl_parser *parser, const char *name)
{
    for (struct tsdl_open *open = parser->open; open; open = open->outer) {
        for (size_t i = open->count; i > 0; i--) {
            struct tsdl_field *field = &open->fields[i - 1];
            if (strcmp(field->name, plain(name)) != 0) {
                continue;
            }
            if (field->type->kind != TSDL_INTEGER || (field->slot == 0 && parser->slots + 1 >= TSDL_SLOTS)) {
                tsdl_fail(parser, "'%.64s' cannot be depended on", name);
                return NULL;
            }
            field->slot = field->slot == 0 ? ++parser->slots : field->slot;
            return field;
        }
    }
    tsdl_fail(parser, "'%.64s' is no field that comes before", name);
    return NULL;
}

static struct tsdl_type *array(struct tsdl_parser *parser, struct tsdl_type *element)
{
    const bool fixed = parser->token.kind == TSDL_NUMBER;
    struct tsdl_type *type = type_new(parser, fixed ? TSDL_ARRAY : TSDL_SEQUENCE);
    type->element = element;
    type->align = element->align;
    type->weight = sum(element->weight, 1);
    if (element->bits_min == 0) {
        tsdl_fail(parser, "an array of what has no size");
    }
    if (fixed) {
        type->length = tsdl_expect_number(parser);
        if (__builtin_mul_overflow((unsigned)(type->length < UINT32_MAX ? type->length : UINT32_MAX), element->bits_min,
                                   &type->bits_min)) {
            type->bits_min = UINT32_MAX;
        }
    } else {
        const struct tsdl_field *field = depended_on(parser, tsdl_expect_name(parser));
        type->slot = field ? field->slot : 0;
        if (field && field->type->is_signed) {
            tsdl_fail(parser, "a length that may be below 0");
        }
    }
    tsdl_expect_sign(parser, ']');
    return type;
}

/* The brackets after a name: the last is the innermost array. */
static struct tsdl_type *arrays(struct tsdl_parser *parser, struct tsdl_type *element)
{
    if (!tsdl_take_sign(parser, '[')) {
        return element;
    }
    struct tsdl_type *type = array(parser, element);
    if (tsdl_is_sign(&parser->token, '[')) {
        tsdl_fail(parser, "an array of arrays");
    }
    return type;
}

static void words_add(struct tsdl_parser *parser, char words[TSDL_NAME_BYTES], const char *word)
{
    const size_t length = strlen(words);
    if (length + strlen(word) + 2 > TSDL_NAME_BYTES) {
        tsdl_fail(parser, "a type's name is too long");
        return;
    }
    sprintf(words + length, "%s%s", length > 0 ? " " : "", word);
}

/* Types may be named by several words, such as `unsigned long`. */
static void words_expect(struct tsdl_parser *parser, char words[TSDL_NAME_BYTES])
{
    words[0] = '\0';
    do {
        words_add(parser, words, tsdl_expect_name(parser));
    } while (parser->token.kind == TSDL_NAME);
}

static struct tsdl_type *alias(struct tsdl_parser *parser)
{
    char words[TSDL_NAME_BYTES];
    words_expect(parser, words);
    return named(parser, TSDL_ALIAS, words);
}

/* Words of which the last one is not the type's but what is declared. */
static struct tsdl_type *alias_then_name(struct tsdl_parser *parser, const char **name)
{
    char words[TSDL_NAME_BYTES] = "";
    *name = tsdl_expect_name(parser);
    while (parser->token.kind == TSDL_NAME) {
        words_add(parser, words, *name);
        *name = tsdl_expect_name(parser);
    }
    return named(parser, TSDL_ALIAS, words);
}

static bool starts_type(const struct tsdl_token *token)
{
    static const char *const words[] = {"integer", "floating_point", "string", "enum", "struct", "variant"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        if (tsdl_is_name(token, words[i])) {
            return true;
        }
    }
    return false;
}

static void typealias(struct tsdl_parser *parser)
{
    char words[TSDL_NAME_BYTES];
    struct tsdl_type *type = tsdl_type(parser);
    tsdl_expect_assign(parser);
    words_expect(parser, words);
    named_put(parser, TSDL_ALIAS, tsdl_text(parser->tsdl, words, strlen(words)), type);
}

static void typedefinition(struct tsdl_parser *parser)
{
    const char *name;
    struct tsdl_type *type;
    if (starts_type(&parser->token)) {
        type = tsdl_type(parser);
        name = tsdl_expect_name(parser);
    } else {
        type = alias_then_name(parser, &name);
    }
    named_put(parser, TSDL_ALIAS, name, arrays(parser, type));
}

static bool alias_declaration(struct tsdl_parser *parser)
{
    const bool is_alias = tsdl_take_name(parser, "typealias");
    if (is_alias) {
        typealias(parser);
    } else if (tsdl_take_name(parser, "typedef")) {
        typedefinition(parser);
    } else {
        return false;
    }
    tsdl_expect_sign(parser, ';');
    return true;
}

/* A field, or, where it is no more than the definition of a named type, false. */
static bool field(struct tsdl_parser *parser, struct tsdl_field *field)
{
    struct tsdl_type *type;
    const char *name;
    if (starts_type(&parser->token)) {
        type = tsdl_type(parser);
        if (tsdl_take_sign(parser, ';')) {
            return false;
        }
        name = tsdl_expect_name(parser);
    } else {
        type = alias_then_name(parser, &name);
    }
    *field = (struct tsdl_field){.name = plain(name), .type = arrays(parser, type)};
    tsdl_expect_sign(parser, ';');
    return true;
}

/* What stands between the braces of a struct or a variant. */
static void fields(struct tsdl_parser *parser, struct tsdl_type *type)
{
    struct tsdl_open open = {.outer = parser->open};
    const size_t names = parser->name_count;
    open.fields = memory_new(TSDL_FIELDS_MAX * sizeof(*open.fields));
    parser->open = &open;
    while (!tsdl_take_sign(parser, '}') && parser->token.kind != TSDL_END) {
        if (open.count == TSDL_FIELDS_MAX) {
            tsdl_fail(parser, "a type with too many fields");
        } else if (!alias_declaration(parser)) {
            open.count += field(parser, &open.fields[open.count]);
        }
    }
    parser->open = open.outer;
    parser->name_count = names;
    fields_set(parser, type, open.fields, open.count);
    free(open.fields);
}

static struct tsdl_type *structure(struct tsdl_parser *parser)
{
    const char *name = name_maybe(parser);
    if (!tsdl_take_sign(parser, '{')) {
        return named(parser, TSDL_NAMED_STRUCT, name);
    }
    struct tsdl_type *type = type_new(parser, TSDL_STRUCT);
    fields(parser, type);
    if (tsdl_take_name(parser, "align")) {
        tsdl_expect_sign(parser, '(');
        const unsigned align = align_take(parser, tsdl_expect_number(parser));
        type->align = align > type->align ? align : type->align;
        tsdl_expect_sign(parser, ')');
    }
    if (name) {
        named_put(parser, TSDL_NAMED_STRUCT, name, type);
    }
    return type;
}

/* The same fields, chosen by another tag. */
static struct tsdl_type *variant_of(struct tsdl_parser *parser, const struct tsdl_type *untagged)
{
    struct tsdl_type *type = type_new(parser, TSDL_VARIANT);
    struct tsdl_type *next = type->next;
    *type = *untagged;
    type->next = next;
    return type;
}

static struct tsdl_type *variant(struct tsdl_parser *parser)
{
    const char *name = name_maybe(parser);
    const struct tsdl_field *tag = NULL;
    struct tsdl_type *type;
    if (tsdl_take_sign(parser, '<')) {
        tag = depended_on(parser, tsdl_expect_name(parser));
        tsdl_expect_sign(parser, '>');
    }
    if (tsdl_take_sign(parser, '{')) {
        type = type_new(parser, TSDL_VARIANT);
        fields(parser, type);
        if (name) {
            named_put(parser, TSDL_NAMED_VARIANT, name, type);
        }
    } else {
        type = variant_of(parser, named(parser, TSDL_NAMED_VARIANT, name));
    }
    if (tag && tag->type->range_count == 0) {
        tsdl_fail(parser, "a variant whose tag is no enumeration");
    }
    type->slot = tag ? tag->slot : 0;
    type->tag = tag ? tag->type : NULL;
    return type;
}

struct tsdl_type *tsdl_type(struct tsdl_parser *parser)
{
    static const struct {
        const char *word;
        struct tsdl_type *(*parse)(struct tsdl_parser *parser);
    } kinds[] = {{"integer", integer},  {"floating_point", floating_point},
                 {"string", string},    {"enum", enumeration},
                 {"struct", structure}, {"variant", variant}};
    struct tsdl_type *type = NULL;
    if (parser->depth == TSDL_DEPTH_MAX) {
        tsdl_fail(parser, "types in types without end");
        return type_new(parser, TSDL_INTEGER);
    }
    parser->depth++;
    for (size_t i = 0; !type && i < sizeof(kinds) / sizeof(*kinds); i++) {
        type = tsdl_take_name(parser, kinds[i].word) ? kinds[i].parse(parser) : NULL;
    }
    type = type ? type : alias(parser);
    parser->depth--;
    return type;
}

bool tsdl_type_declaration(struct tsdl_parser *parser)
{
    if (alias_declaration(parser)) {
        return true;
    }
    if (!tsdl_is_name(&parser->token, "struct") && !tsdl_is_name(&parser->token, "variant") &&
        !tsdl_is_name(&parser->token, "enum")) {
        return false;
    }
    tsdl_type(parser);
    tsdl_expect_sign(parser, ';');
    return true;
}
