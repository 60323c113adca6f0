/* SPDX-License-Identifier: MIT */
/* The types of a metadata text that hold others: structs, variants, arrays. */
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tsdl_types.h"

/* Nothing of no size, or of next to none, may be met without end: so many fields for each bit that they take. */
enum { FIELDS_OF_NO_SIZE = 32 };

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
    struct tsdl_type *type = tsdl_type_new(parser, fixed ? TSDL_ARRAY : TSDL_SEQUENCE);
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
struct tsdl_type *tsdl_arrays(struct tsdl_parser *parser, struct tsdl_type *element)
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

/* A field, or, where it is no more than the definition of a named type, false. */
static bool field(struct tsdl_parser *parser, struct tsdl_field *field)
{
    struct tsdl_type *type;
    const char *name;
    if (tsdl_starts_type(&parser->token)) {
        type = tsdl_type(parser);
        if (tsdl_take_sign(parser, ';')) {
            return false;
        }
        name = tsdl_expect_name(parser);
    } else {
        type = tsdl_alias_then_name(parser, &name);
    }
    *field = (struct tsdl_field){.name = plain(name), .type = tsdl_arrays(parser, type)};
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
        } else if (!tsdl_alias_declaration(parser)) {
            open.count += field(parser, &open.fields[open.count]);
        }
    }
    parser->open = open.outer;
    parser->name_count = names;
    fields_set(parser, type, open.fields, open.count);
    free(open.fields);
}

struct tsdl_type *tsdl_structure(struct tsdl_parser *parser)
{
    const char *name = tsdl_name_maybe(parser);
    if (!tsdl_take_sign(parser, '{')) {
        return tsdl_named_find(parser, TSDL_NAMED_STRUCT, name);
    }
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_STRUCT);
    fields(parser, type);
    if (tsdl_take_name(parser, "align")) {
        tsdl_expect_sign(parser, '(');
        const unsigned align = tsdl_align_take(parser, tsdl_expect_number(parser));
        type->align = align > type->align ? align : type->align;
        tsdl_expect_sign(parser, ')');
    }
    if (name) {
        tsdl_named_put(parser, TSDL_NAMED_STRUCT, name, type);
    }
    return type;
}

/* The same fields, chosen by another tag. */
static struct tsdl_type *variant_of(struct tsdl_parser *parser, const struct tsdl_type *untagged)
{
    struct tsdl_type *type = tsdl_type_new(parser, TSDL_VARIANT);
    struct tsdl_type *next = type->next;
    *type = *untagged;
    type->next = next;
    return type;
}

struct tsdl_type *tsdl_variant(struct tsdl_parser *parser)
{
    const char *name = tsdl_name_maybe(parser);
    const struct tsdl_field *tag = NULL;
    struct tsdl_type *type;
    if (tsdl_take_sign(parser, '<')) {
        tag = depended_on(parser, tsdl_expect_name(parser));
        tsdl_expect_sign(parser, '>');
    }
    if (tsdl_take_sign(parser, '{')) {
        type = tsdl_type_new(parser, TSDL_VARIANT);
        fields(parser, type);
        if (name) {
            tsdl_named_put(parser, TSDL_NAMED_VARIANT, name, type);
        }
    } else {
        type = variant_of(parser, tsdl_named_find(parser, TSDL_NAMED_VARIANT, name));
    }
    if (tag && tag->type->range_count == 0) {
        tsdl_fail(parser, "a variant whose tag is no enumeration");
    }
    type->slot = tag ? tag->slot : 0;
    type->tag = tag ? tag->type : NULL;
    return type;
}
