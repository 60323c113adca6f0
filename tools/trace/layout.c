/* SPDX-License-Identifier: MIT */
#include "layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { FIXED_BYTES_MAX = 32768, HOST_IS_BIG_ENDIAN = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__ };

/* True for an integer of exactly that form. */
static bool is_integer(const struct tsdl_type *type, unsigned bits, bool clock)
{
    return type->kind == TSDL_INTEGER && type->bits == bits && type->clock == clock && !type->is_signed &&
           !type->big_endian;
}

/* True when the tag's values below `escape` choose the field `compact` and `escape` itself `extended`. */
static bool is_tag(const struct tsdl_type *tag, uint64_t escape)
{
    return tag->range_count == 2 && tag->ranges[0].first == 0 && (uint64_t)tag->ranges[0].last == escape - 1 &&
           (uint64_t)tag->ranges[1].first == escape && tag->ranges[0].last != tag->ranges[1].last &&
           tag->ranges[1].first == tag->ranges[1].last;
}

/* True when a header is LTTng's with that many bits of id and time. */
static bool is_lttng(const struct tsdl_type *header, unsigned id_bits, unsigned time_bits)
{
    const uint64_t escape = (UINT64_C(1) << id_bits) - 1;
    if (header->field_count != 2 || header->align != 8 || header->fields[1].type->kind != TSDL_VARIANT ||
        strcmp(header->fields[0].name, "id") != 0) {
        return false;
    }
    const struct tsdl_type *id = header->fields[0].type;
    const struct tsdl_type *variant = header->fields[1].type;
    if (!is_integer(id, id_bits, false) || !is_tag(id, escape) || variant->slot != header->fields[0].slot) {
        return false;
    }
    const struct tsdl_field *compact = variant_choice(variant, 0);
    const struct tsdl_field *extended = variant_choice(variant, escape);
    return compact && extended && compact->type->kind == TSDL_STRUCT && extended->type->kind == TSDL_STRUCT &&
           compact->type->field_count == 1 && is_integer(compact->type->fields[0].type, time_bits, true) &&
           compact->type->align <= (time_bits % 8 == 0 ? 8 : 1) && extended->type->align == 8 &&
           extended->type->field_count == 2 && is_integer(extended->type->fields[0].type, 32, false) &&
           strcmp(extended->type->fields[0].name, "id") == 0 && is_integer(extended->type->fields[1].type, 64, true);
}

static enum header_kind header_kind_of(const struct tsdl_type *header)
{
    return HOST_IS_BIG_ENDIAN         ? HEADER_BY_TYPE
           : is_lttng(header, 16, 32) ? HEADER_LARGE
           : is_lttng(header, 5, 27)  ? HEADER_COMPACT
                                      : HEADER_BY_TYPE;
}

static bool fits(const struct tsdl_type *type, enum field_type wanted)
{
    if (wanted == FIELD_STR) {
        return type->kind == TSDL_STRING;
    }
    return type->kind == TSDL_INTEGER && type->range_count == 0 && type->is_signed == (wanted == FIELD_I64) &&
           type->bits <= field_bits(wanted);
}

static size_t index_of(const struct tsdl_type *structure, const char *name)
{
    const struct tsdl_field *field = tsdl_field_find(structure, name);
    return field ? (size_t)(field - structure->fields) : SIZE_MAX;
}

/* True when all that is wanted of an event is among its fields. */
static bool targets_find(struct event_class *class)
{
    const struct tsdl_type *fields = class->declared->fields;
    for (size_t i = 0; i < class->shape.field_count; i++) {
        const size_t index = index_of(fields, class->shape.fields[i].name);
        if (index == SIZE_MAX || !fits(fields->fields[index].type, class->shape.fields[i].type)) {
            return false;
        }
        class->targets[index] = &class->shape.fields[i];
    }
    return true;
}

/* True for what takes the same bytes wherever it lies; `bytes` are how many. */
static bool is_plain(const struct tsdl_field *field, uint64_t *bytes)
{
    const struct tsdl_type *type = field->type;
    const struct tsdl_type *element = type->kind == TSDL_ARRAY ? type->element : type;
    if ((element->kind != TSDL_INTEGER && element->kind != TSDL_FLOAT) || element->bits % 8 != 0 ||
        element->align != 8 || element->clock || element->big_endian != HOST_IS_BIG_ENDIAN || field->slot != 0) {
        return false;
    }
    *bytes = element->bits / 8;
    return type->kind != TSDL_ARRAY ||
           (!__builtin_mul_overflow(*bytes, type->length, bytes) && *bytes <= FIXED_BYTES_MAX);
}

static void copy_add(struct event_class *class, const struct tsdl_type *type, size_t to, unsigned to_bits)
{
    struct copy *last = class->copy_count > 0 ? &class->copies[class->copy_count - 1] : NULL;
    const bool as_is = type->bits == to_bits;
    if (as_is && last && last->how == COPY_BYTES && last->from + last->bytes == class->fixed_bytes &&
        last->to + last->bytes == to) {
        last->bytes = (uint8_t)(last->bytes + to_bits / 8);
        return;
    }
    class->copies[class->copy_count++] =
        (struct copy){.how = as_is                                                  ? COPY_BYTES
                             : type->bits == 32 && type->is_signed && to_bits == 64 ? COPY_SIGNED
                                                                                    : COPY_OTHER,
                      .bits = (uint8_t)type->bits,
                      .bytes = (uint8_t)(to_bits / 8),
                      .is_signed = type->is_signed,
                      .from = (uint16_t) class->fixed_bytes,
                      .to = (uint16_t)to};
}

/* Takes the fields of a context or of the event itself; false when their sizes vary. */
static bool plain_add(struct event_class *class, const struct tsdl_type *structure, bool is_payload)
{
    if (structure && structure->align != (structure->field_count > 0 ? 8 : 1)) {
        return false;
    }
    for (size_t i = 0; structure && i < structure->field_count; i++) {
        const struct event_field *target = is_payload ? class->targets[i] : NULL;
        const struct tsdl_type *type = structure->fields[i].type;
        uint64_t bytes;
        if (!is_plain(&structure->fields[i], &bytes)) {
            return false;
        }
        if (target) {
            copy_add(class, type, offsetof(union trace_any, any.as) + target->offset, field_bits(target->type));
        } else if (structure == class->stream_context && i == class->process) {
            copy_add(class, type, offsetof(union trace_any, any.process), 64);
        }
        class->fixed_bytes += (uint32_t)bytes;
        if (class->fixed_bytes > FIXED_BYTES_MAX) {
            return false;
        }
    }
    return true;
}

/* True when what is copied in steps stays within an event, and does not go over what was copied before. */
static bool has_room(const struct event_class *class)
{
    size_t end = 0;
    for (size_t i = 0; i < class->copy_count; i++) {
        if (class->copies[i].to < end) {
            return false;
        }
        end = (size_t) class->copies[i].to + class->copies[i].bytes;
    }
    return end + COPY_STEP <= sizeof(union trace_any);
}

static void event_class_make(struct event_class *class, const struct tsdl_event *event,
                             const struct tsdl_stream *stream)
{
    *class = (struct event_class){.id = event->id, .declared = event, .stream_context = stream->event_context};
    class->targets = memory_new((event->fields ? event->fields->field_count : 0) * sizeof(struct event_field *) + 1);
    class->provider = provider_find(event->name, &class->number);
    if (class->provider) {
        class->shape = class->provider->shape(class->number);
    }
    if (class->provider && !targets_find(class)) {
        class->provider = NULL;
    }
    class->process = index_of(class->stream_context, "vpid");
    if (class->process != SIZE_MAX) {
        const struct tsdl_type *type = class->stream_context->fields[class->process].type;
        class->process = type->kind == TSDL_INTEGER && type->range_count == 0 ? class->process : SIZE_MAX;
    }
    class->is_fixed = class->provider && plain_add(class, class->stream_context, false) &&
                      plain_add(class, event->context, false) && plain_add(class, event->fields, true) &&
                      has_room(class);
}

static int by_id(const void *left, const void *right)
{
    const struct event_class *a = left;
    const struct event_class *b = right;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* Faults that would lead the reader round and round, or astray. */
static void stream_check(struct layout *layout, const struct stream_class *stream)
{
    if (!stream->declared->event_header || stream->declared->event_header->bits_min == 0) {
        snprintf(layout->fault, sizeof(layout->fault), "events without a header");
    }
    for (size_t i = 1; i < stream->event_count; i++) {
        if (stream->events[i].id == stream->events[i - 1].id) {
            snprintf(layout->fault, sizeof(layout->fault), "two events of the id %llu",
                     (unsigned long long)stream->events[i].id);
        }
    }
}

static void stream_class_make(struct layout *layout, struct stream_class *class, const struct tsdl_stream *stream)
{
    const struct tsdl *tsdl = layout->tsdl;
    *class = (struct stream_class){.declared = stream};
    size_t count = 0;
    for (size_t i = 0; i < tsdl->event_count; i++) {
        count += tsdl->events[i].stream == stream->id;
    }
    class->events = memory_new((count + 1) * sizeof(*class->events));
    for (size_t i = 0; i < tsdl->event_count; i++) {
        if (tsdl->events[i].stream == stream->id) {
            event_class_make(&class->events[class->event_count++], &tsdl->events[i], stream);
        }
    }
    qsort(class->events, class->event_count, sizeof(*class->events), by_id);
    stream_check(layout, class);
    class->header = layout->fault[0] ? HEADER_BY_TYPE : header_kind_of(stream->event_header);
}

static int64_t origin_of(const struct tsdl_clock *clock)
{
    const uint64_t seconds = (uint64_t)clock->offset_s + clock->offset / clock->frequency;
    return (int64_t)(seconds * 1000000000 + (uint64_t)ticks_ns(clock, clock->offset % clock->frequency));
}

struct layout *layout_new(struct tsdl *tsdl)
{
    struct layout *layout = memory_new(sizeof(*layout));
    layout->tsdl = tsdl;
    snprintf(layout->fault, sizeof(layout->fault), "%s", tsdl->fault);
    if (layout->fault[0]) {
        return layout;
    }
    layout->origin_ns = origin_of(&tsdl->clock);
    layout->streams = memory_new((tsdl->stream_count + 1) * sizeof(*layout->streams));
    for (size_t i = 0; i < tsdl->stream_count; i++) {
        stream_class_make(layout, &layout->streams[layout->stream_count++], &tsdl->streams[i]);
    }
    return layout;
}

void layout_free(struct layout *layout)
{
    for (size_t i = 0; layout && i < layout->stream_count; i++) {
        for (size_t j = 0; j < layout->streams[i].event_count; j++) {
            free(layout->streams[i].events[j].targets);
        }
        free(layout->streams[i].events);
    }
    if (layout) {
        free(layout->streams);
        tsdl_free(layout->tsdl);
    }
    free(layout);
}

const struct stream_class *layout_stream(const struct layout *layout, uint64_t id)
{
    for (size_t i = 0; i < layout->stream_count; i++) {
        if (layout->streams[i].declared->id == id) {
            return &layout->streams[i];
        }
    }
    return NULL;
}

const struct event_class *layout_event_search(const struct stream_class *stream, uint64_t id)
{
    const struct event_class wanted = {.id = id};
    return bsearch(&wanted, stream->events, stream->event_count, sizeof(wanted), by_id);
}

int64_t ticks_ns(const struct tsdl_clock *clock, uint64_t ticks)
{
    if (clock->frequency == 1000000000) {
        return (int64_t)ticks;
    }
    const double ns = 1e9 * (double)ticks / (double)clock->frequency;
    return ns < 9e18 ? (int64_t)ns : INT64_MAX;
}
