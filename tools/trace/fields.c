/* SPDX-License-Identifier: MIT */
#include "fields.h"

#include <endian.h>
#include <string.h>

bool field_align(struct cursor *cursor, unsigned align)
{
    const uint64_t at = (cursor->at + align - 1) & ~(uint64_t)(align - 1);
    if (at > cursor->end) {
        return false;
    }
    cursor->at = at;
    return true;
}

/* The lowest bits of the first byte come first. */
static uint64_t little(const unsigned char *bytes, uint64_t at, unsigned bits)
{
    uint64_t value = 0;
    for (unsigned done = 0; done < bits;) {
        const unsigned from = (unsigned)((at + done) % 8);
        const unsigned part = 8 - from < bits - done ? 8 - from : bits - done;
        const uint64_t these = (uint64_t)(bytes[(at + done) / 8] >> from) & ((1u << part) - 1);
        value |= these << done;
        done += part;
    }
    return value;
}

/* The highest bits of the first byte come first. */
static uint64_t big(const unsigned char *bytes, uint64_t at, unsigned bits)
{
    uint64_t value = 0;
    for (unsigned done = 0; done < bits;) {
        const unsigned from = (unsigned)((at + done) % 8);
        const unsigned part = 8 - from < bits - done ? 8 - from : bits - done;
        const uint64_t these = (uint64_t)(bytes[(at + done) / 8] >> (8 - from - part)) & ((1u << part) - 1);
        value = value << part | these;
        done += part;
    }
    return value;
}

static uint64_t extended(uint64_t value, unsigned bits)
{
    const uint64_t sign = UINT64_C(1) << ((bits - 1) % 64);
    return (value ^ sign) - sign;
}

/* Integers of whole bytes, which nearly all are. */
static bool whole(const struct cursor *cursor, const struct tsdl_type *type, uint64_t *value)
{
    const unsigned char *from = cursor->bytes + cursor->at / 8;
    uint16_t two;
    uint32_t four;
    if (cursor->at % 8 != 0) {
        return false;
    }
    switch (type->bits) {
    case 8:
        *value = *from;
        return true;
    case 16:
        memcpy(&two, from, sizeof(two));
        *value = type->big_endian ? be16toh(two) : le16toh(two);
        return true;
    case 32:
        memcpy(&four, from, sizeof(four));
        *value = type->big_endian ? be32toh(four) : le32toh(four);
        return true;
    case 64:
        memcpy(value, from, sizeof(*value));
        *value = type->big_endian ? be64toh(*value) : le64toh(*value);
        return true;
    default:
        return false;
    }
}

bool field_integer(struct cursor *cursor, const struct tsdl_type *type, uint64_t *value)
{
    if (!field_align(cursor, type->align) || type->bits > cursor->end - cursor->at) {
        return false;
    }
    uint64_t bits;
    if (!whole(cursor, type, &bits)) {
        bits = type->big_endian ? big(cursor->bytes, cursor->at, type->bits)
                                : little(cursor->bytes, cursor->at, type->bits);
    }
    cursor->at += type->bits;
    *value = type->is_signed ? extended(bits, type->bits) : bits;
    if (type->clock) {
        cursor->clock = clock_forward(cursor->clock, bits, type->bits);
    }
    return true;
}

bool field_text(struct cursor *cursor, const char **text, uint64_t *length)
{
    if (!field_align(cursor, 8)) {
        return false;
    }
    const unsigned char *start = cursor->bytes + cursor->at / 8;
    const unsigned char *end = memchr(start, 0, (size_t)((cursor->end - cursor->at) / 8));
    if (!end) {
        return false;
    }
    *text = (const char *)start;
    *length = (uint64_t)(end - start);
    cursor->at += (*length + 1) * 8;
    return true;
}

static bool is_in(const struct tsdl_range *range, bool is_signed, uint64_t value)
{
    return is_signed ? (int64_t)value >= range->first && (int64_t)value <= range->last
                     : value >= (uint64_t)range->first && value <= (uint64_t)range->last;
}

const struct tsdl_field *variant_choice(const struct tsdl_type *variant, uint64_t tag)
{
    for (size_t i = 0; variant->tag && i < variant->tag->range_count; i++) {
        const struct tsdl_range *range = &variant->tag->ranges[i];
        if (is_in(range, variant->tag->is_signed, tag)) {
            return tsdl_field_find(variant, range->label);
        }
    }
    return NULL;
}

static bool bits_skip(struct cursor *cursor, uint64_t bits)
{
    if (bits > cursor->end - cursor->at) {
        return false;
    }
    cursor->at += bits;
    return true;
}

static bool struct_skip(struct cursor *cursor, const struct tsdl_type *type)
{
    bool good = field_align(cursor, type->align);
    for (size_t i = 0; good && i < type->field_count; i++) {
        const struct tsdl_field *field = &type->fields[i];
        if (field->slot != 0) {
            good = field_integer(cursor, field->type, &cursor->slots[field->slot]);
        } else {
            good = field_skip(cursor, field->type);
        }
    }
    return good;
}

static bool variant_skip(struct cursor *cursor, const struct tsdl_type *type)
{
    const struct tsdl_field *chosen = variant_choice(type, cursor->slots[type->slot]);
    cursor->bad = !chosen;
    return chosen && field_skip(cursor, chosen->type);
}

static bool elements_skip(struct cursor *cursor, const struct tsdl_type *element, uint64_t length)
{
    /* Of integers that lie side by side, all at once. */
    if (element->kind == TSDL_INTEGER && !element->clock && element->bits % element->align == 0) {
        uint64_t bits;
        return field_align(cursor, element->align) && !__builtin_mul_overflow(length, element->bits, &bits) &&
               bits_skip(cursor, bits);
    }
    bool good = field_align(cursor, element->align);
    for (uint64_t i = 0; good && i < length; i++) {
        good = field_skip(cursor, element);
    }
    return good;
}

bool field_skip(struct cursor *cursor, const struct tsdl_type *type)
{
    const char *text;
    uint64_t value;
    switch (type->kind) {
    case TSDL_INTEGER:
        return field_integer(cursor, type, &value);
    case TSDL_FLOAT:
        return field_align(cursor, type->align) && bits_skip(cursor, type->bits);
    case TSDL_STRING:
        return field_text(cursor, &text, &value);
    case TSDL_STRUCT:
        return struct_skip(cursor, type);
    case TSDL_VARIANT:
        return variant_skip(cursor, type);
    case TSDL_ARRAY:
        return elements_skip(cursor, type->element, type->length);
    case TSDL_SEQUENCE:
        return elements_skip(cursor, type->element, cursor->slots[type->slot]);
    }
    return false;
}
