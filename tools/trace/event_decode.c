/* SPDX-License-Identifier: MIT */
#include "event_decode.h"

#include <string.h>

/* LTTng's headers are of whole bytes, in the byte order of this machine. */
static bool header_lttng(struct cursor *cursor, enum header_kind kind, uint64_t *id)
{
    const uint64_t at = (cursor->at + 7) / 8;
    const uint64_t left = cursor->end / 8 > at ? cursor->end / 8 - at : 0;
    const unsigned char *bytes = cursor->bytes + at;
    const size_t id_bytes = kind == HEADER_LARGE ? 2 : 1;
    uint32_t number;
    uint32_t time;
    if (left < (kind == HEADER_LARGE ? 6 : 4)) {
        return false;
    }
    if (kind == HEADER_LARGE) {
        uint16_t small;
        memcpy(&small, bytes, sizeof(small));
        memcpy(&time, bytes + 2, sizeof(time));
        if (small != UINT16_MAX) {
            *id = small;
            cursor->clock = clock_forward(cursor->clock, time, 32);
            cursor->at = (at + 6) * 8;
            return true;
        }
    } else {
        memcpy(&time, bytes, sizeof(time));
        if ((time & 31) != 31) {
            *id = time & 31;
            cursor->clock = clock_forward(cursor->clock, time >> 5, 27);
            cursor->at = (at + 4) * 8;
            return true;
        }
    }
    if (left < id_bytes + sizeof(number) + sizeof(cursor->clock)) {
        return false;
    }
    memcpy(&number, bytes + id_bytes, sizeof(number));
    memcpy(&cursor->clock, bytes + id_bytes + sizeof(number), sizeof(cursor->clock));
    *id = number;
    cursor->at = (at + id_bytes + sizeof(number) + sizeof(cursor->clock)) * 8;
    return true;
}

/* The field `id` counts wherever it is in the header: an extended one replaces the short one before it. */
static bool header_by_type(struct cursor *cursor, const struct tsdl_type *structure, uint64_t *id)
{
    bool good = field_align(cursor, structure->align);
    for (size_t i = 0; good && i < structure->field_count; i++) {
        const struct tsdl_field *field = &structure->fields[i];
        const struct tsdl_type *type = field->type;
        uint64_t value;
        if (type->kind == TSDL_INTEGER) {
            good = field_integer(cursor, type, &value);
            field_keep(cursor, field, good ? value : 0);
            *id = good && strcmp(field->name, "id") == 0 ? value : *id;
            continue;
        }
        if (type->kind == TSDL_VARIANT) {
            const struct tsdl_field *chosen = variant_choice(type, cursor->slots[type->slot]);
            cursor->bad = !chosen;
            good = chosen != NULL;
            type = chosen ? chosen->type : type;
        }
        good = good && (type->kind == TSDL_STRUCT ? header_by_type(cursor, type, id) : field_skip(cursor, type));
    }
    return good;
}

static uint64_t number_at(const unsigned char *from, unsigned bits, bool is_signed)
{
    uint64_t value = 0;
    const size_t bytes = bits / 8;
    for (size_t i = 0; i < bytes; i++) {
        const size_t byte = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? i : bytes - 1 - i;
        value |= (uint64_t)from[byte] << (i * 8);
    }
    const uint64_t sign = UINT64_C(1) << (bits - 1);
    return is_signed ? (value ^ sign) - sign : value;
}

static void number_put(void *to, uint64_t value, size_t bytes)
{
    const uint8_t one = (uint8_t)value;
    const uint16_t two = (uint16_t)value;
    const uint32_t four = (uint32_t)value;
    memcpy(to,
           bytes == 1   ? (const void *)&one
           : bytes == 2 ? (const void *)&two
           : bytes == 4 ? (const void *)&four
                        : &value,
           bytes);
}

/* An event whose bytes are always the same: the hot path. */
static bool fixed_decode(struct cursor *cursor, const struct event_class *class, union trace_any *any)
{
    const uint64_t at = (cursor->at + 7) / 8;
    if (class->fixed_bytes == 0) {
        return true;
    }
    if (cursor->end / 8 < at || cursor->end / 8 - at < class->fixed_bytes) {
        return false;
    }
    const unsigned char *bytes = cursor->bytes + at;
    unsigned char *target = (unsigned char *)any;
    int32_t number;
    int64_t wide;
    for (size_t i = 0; i < class->copy_count; i++) {
        const struct copy *copy = &class->copies[i];
        switch (copy->how) {
        case COPY_1:
            target[copy->to] = bytes[copy->from];
            break;
        case COPY_2:
            memcpy(target + copy->to, bytes + copy->from, 2);
            break;
        case COPY_4:
            memcpy(target + copy->to, bytes + copy->from, 4);
            break;
        case COPY_8:
            memcpy(target + copy->to, bytes + copy->from, 8);
            break;
        case COPY_SIGNED:
            memcpy(&number, bytes + copy->from, 4);
            wide = number;
            memcpy(target + copy->to, &wide, 8);
            break;
        case COPY_OTHER:
            number_put(target + copy->to, number_at(bytes + copy->from, copy->bits, copy->is_signed), copy->bytes);
            break;
        }
    }
    cursor->at = (at + class->fixed_bytes) * 8;
    return true;
}

static bool context_take(struct cursor *cursor, const struct event_class *class, union trace_any *any)
{
    const struct tsdl_type *context = class->stream_context;
    bool good = !context || field_align(cursor, context->align);
    for (size_t i = 0; good && context && i < context->field_count; i++) {
        const struct tsdl_field *field = &context->fields[i];
        uint64_t value = 0;
        if (field->type->kind == TSDL_INTEGER) {
            good = field_integer(cursor, field->type, &value);
            field_keep(cursor, field, value);
            any->any.process = i == class->process ? value : any->any.process;
        } else {
            good = field_skip(cursor, field->type);
        }
    }
    return good && (!class->declared->context || field_skip(cursor, class->declared->context));
}

static enum event_decoded text_take(struct cursor *cursor, struct batch *batch, const char **target)
{
    const char *text;
    uint64_t length;
    if (!field_text(cursor, &text, &length)) {
        return EVENT_ENDS;
    }
    if (length >= batch->texts_room - batch->texts_used) {
        return EVENT_FULL;
    }
    *target = memcpy(batch->texts + batch->texts_used, text, length + 1);
    batch->texts_used += length + 1;
    return EVENT_DECODED;
}

static enum event_decoded payload_take(struct cursor *cursor, const struct event_class *class, struct batch *batch)
{
    const struct tsdl_type *payload = class->declared->fields;
    unsigned char *target = (unsigned char *)batch->events[batch->count].any.any.as;
    enum event_decoded decoded = !payload || field_align(cursor, payload->align) ? EVENT_DECODED : EVENT_ENDS;
    for (size_t i = 0; payload && decoded == EVENT_DECODED && i < payload->field_count; i++) {
        const struct tsdl_field *field = &payload->fields[i];
        const struct event_field *wanted = class->provider ? class->targets[i] : NULL;
        uint64_t value;
        if (field->type->kind == TSDL_INTEGER) {
            decoded = field_integer(cursor, field->type, &value) ? EVENT_DECODED : EVENT_ENDS;
            if (decoded == EVENT_DECODED) {
                field_keep(cursor, field, value);
            }
            if (decoded == EVENT_DECODED && wanted) {
                number_put(target + wanted->offset, value, field_bits(wanted->type) / 8);
            }
        } else if (wanted) {
            decoded = text_take(cursor, batch, (const char **)(void *)(target + wanted->offset));
        } else {
            decoded = field_skip(cursor, field->type) ? EVENT_DECODED : EVENT_ENDS;
        }
    }
    return decoded;
}

enum event_decoded event_decode(struct cursor *cursor, const struct stream_class *class, struct batch *batch)
{
    struct decoded *event = &batch->events[batch->count];
    uint64_t id = 0;
    cursor->bad = false;
    if (!(class->header == HEADER_BY_TYPE ? header_by_type(cursor, class->declared->event_header, &id)
                                          : header_lttng(cursor, class->header, &id))) {
        return cursor->bad ? EVENT_BAD : EVENT_ENDS;
    }
    const struct event_class *found = layout_event(class, id);
    if (!found) {
        return EVENT_BAD;
    }
    event->provider = found->provider;
    event->any.any.id = found->number;
    if (found->is_fixed) {
        event->any.any.process = found->process == SIZE_MAX ? 0 : event->any.any.process;
        return fixed_decode(cursor, found, &event->any) ? EVENT_DECODED : EVENT_ENDS;
    }
    event->any.any.process = 0;
    if (!context_take(cursor, found, &event->any)) {
        return cursor->bad ? EVENT_BAD : EVENT_ENDS;
    }
    const enum event_decoded decoded = payload_take(cursor, found, batch);
    return decoded == EVENT_ENDS && cursor->bad ? EVENT_BAD : decoded;
}
