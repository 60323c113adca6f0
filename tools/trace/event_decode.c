/* SPDX-License-Identifier: MIT */
#include "event_decode.h"

#include <string.h>

/*
 * LTTng's headers are of whole bytes, in the byte order of this machine. Returns the bytes of the one at `bytes`, 0
 * where `left` are not enough for it.
 */
static inline size_t header_lttng(const unsigned char *bytes, uint64_t left, enum header_kind kind, uint64_t *id,
                                  uint64_t *clock)
{
    const size_t id_bytes = kind == HEADER_LARGE ? 2 : 1;
    const size_t time_at = kind == HEADER_LARGE ? 2 : 0;
    const uint64_t escape = kind == HEADER_LARGE ? UINT16_MAX : 31;
    uint32_t number;
    uint32_t time;
    uint16_t small;
    if (left < time_at + sizeof(time)) {
        return 0;
    }
    memcpy(&small, bytes, sizeof(small));
    memcpy(&time, bytes + time_at, sizeof(time));
    if ((small & escape) != escape) {
        *id = small & escape;
        *clock = kind == HEADER_LARGE ? clock_forward(*clock, time, 32) : clock_forward(*clock, time >> 5, 27);
        return time_at + sizeof(time);
    }
    if (left < id_bytes + sizeof(number) + sizeof(*clock)) {
        return 0;
    }
    memcpy(&number, bytes + id_bytes, sizeof(number));
    memcpy(clock, bytes + id_bytes + sizeof(number), sizeof(*clock));
    *id = number;
    return id_bytes + sizeof(number) + sizeof(*clock);
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

/* Bytes are there behind the event, and room behind its own struct: is_fixed, and who calls, has seen to it. */
static inline void copies_make(const struct event_class *class, const unsigned char *bytes, union trace_any *any)
{
    unsigned char *target = (unsigned char *)any;
    for (size_t i = 0; i < class->copy_count; i++) {
        const struct copy *copy = &class->copies[i];
        if (copy->how == COPY_BYTES) {
            for (size_t at = 0; at < copy->bytes; at += COPY_STEP) {
                memcpy(target + copy->to + at, bytes + copy->from + at, COPY_STEP);
            }
        } else if (copy->how == COPY_SIGNED) {
            int32_t number;
            memcpy(&number, bytes + copy->from, sizeof(number));
            const int64_t wide = number;
            memcpy(target + copy->to, &wide, sizeof(wide));
        } else {
            number_put(target + copy->to, number_at(bytes + copy->from, copy->bits, copy->is_signed), copy->bytes);
        }
    }
}

void events_decode_fixed(struct cursor *cursor, const struct stream_class *class, const struct layout *layout,
                         struct batch *batch)
{
    const unsigned char *const end = cursor->bytes + cursor->end / 8;
    const unsigned char *bytes = cursor->bytes + (cursor->at + 7) / 8;
    uint64_t clock = cursor->clock;
    bool fixed = class->header != HEADER_BY_TYPE && bytes < end;
    const size_t before = batch->count;
    while (fixed && batch->count < batch->room) {
        struct decoded *event = &batch->events[batch->count];
        uint64_t id;
        uint64_t now = clock;
        const size_t header = header_lttng(bytes, (uint64_t)(end - bytes), class->header, &id, &now);
        const struct event_class *found = header > 0 ? layout_event(class, id) : NULL;
        fixed = found && found->is_fixed && (size_t)(end - bytes) - header >= found->fixed_bytes + COPY_STEP &&
                clock_is_sound(cursor, clock, now);
        if (fixed) {
            event->provider = found->provider;
            event->any.any.id = found->number;
            event->any.any.process = 0;
            copies_make(found, bytes + header, &event->any);
            event->any.any.time_ns = layout_time(layout, now);
            bytes += header + found->fixed_bytes;
            clock = now;
            batch->count++;
        }
    }
    if (batch->count > before) {
        cursor->at = (uint64_t)(bytes - cursor->bytes) * 8;
        cursor->clock = clock;
    }
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

static bool header_take(struct cursor *cursor, const struct stream_class *class, uint64_t *id)
{
    if (class->header == HEADER_BY_TYPE) {
        return header_by_type(cursor, class->declared->event_header, id);
    }
    const uint64_t at = (cursor->at + 7) / 8;
    const uint64_t left = cursor->end / 8 > at ? cursor->end / 8 - at : 0;
    const size_t bytes = header_lttng(cursor->bytes + at, left, class->header, id, &cursor->clock);
    cursor->at = (at + bytes) * 8;
    return bytes > 0;
}

enum event_decoded event_decode(struct cursor *cursor, const struct stream_class *class, struct batch *batch)
{
    struct decoded *event = &batch->events[batch->count];
    uint64_t id = 0;
    cursor->bad = false;
    if (!header_take(cursor, class, &id)) {
        return cursor->bad ? EVENT_BAD : EVENT_ENDS;
    }
    const struct event_class *found = layout_event(class, id);
    if (!found) {
        return EVENT_BAD;
    }
    event->provider = found->provider;
    event->any.any.id = found->number;
    event->any.any.process = 0;
    if (!context_take(cursor, found, &event->any)) {
        return cursor->bad ? EVENT_BAD : EVENT_ENDS;
    }
    const enum event_decoded decoded = payload_take(cursor, found, batch);
    return decoded == EVENT_ENDS && cursor->bad ? EVENT_BAD : decoded;
}
