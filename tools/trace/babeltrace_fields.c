/* SPDX-License-Identifier: MIT */
/* From Babeltrace's events to plain structs. Which member holds which field is worked out once for each event class. */
#include "babeltrace.h"

#include <stdlib.h>
#include <string.h>

enum { CLASS_SLOTS = 1024 };

struct decoder {
    const bt_event_class *class;     /* NULL in a free slot */
    const struct provider *provider; /* NULL: the event is not known */
    unsigned id;                     /* among those of its provider */
    uint64_t process_member;         /* of the common context; UINT64_MAX where there is none */
    bool process_signed;
    struct event_shape shape;
    uint64_t members[EVENT_FIELDS_MAX];
};

struct babeltrace_decoders {
    struct decoder slots[CLASS_SLOTS];
    struct decoder overflow; /* worked out anew each time, when a trace has absurdly many classes */
    size_t used;
};

struct babeltrace_decoders *babeltrace_decoders_new(void)
{
    return calloc(1, sizeof(struct babeltrace_decoders));
}

void babeltrace_decoders_free(struct babeltrace_decoders *decoders)
{
    for (size_t i = 0; decoders && i < CLASS_SLOTS; i++) {
        if (decoders->slots[i].class) {
            bt_event_class_put_ref(decoders->slots[i].class);
        }
    }
    free(decoders);
}

static bool class_fits(const bt_field_class *class, enum field_type type)
{
    bt_field_class_type found = bt_field_class_get_type(class);
    if (type == FIELD_STR) {
        return found == BT_FIELD_CLASS_TYPE_STRING;
    }
    if (type == FIELD_I64) {
        return found == BT_FIELD_CLASS_TYPE_SIGNED_INTEGER;
    }
    return found == BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER &&
           bt_field_class_integer_get_field_value_range(class) <= field_bits(type);
}

/* The index of a member by name, UINT64_MAX when there is none. */
static uint64_t member_find(const bt_field_class *structure, const char *name)
{
    uint64_t count = bt_field_class_structure_get_member_count(structure);
    for (uint64_t i = 0; i < count; i++) {
        const bt_field_class_structure_member *member =
            bt_field_class_structure_borrow_member_by_index_const(structure, i);
        if (strcmp(bt_field_class_structure_member_get_name(member), name) == 0) {
            return i;
        }
    }
    return UINT64_MAX;
}

static const bt_field_class *member_class(const bt_field_class *structure, uint64_t index)
{
    return bt_field_class_structure_member_borrow_field_class_const(
        bt_field_class_structure_borrow_member_by_index_const(structure, index));
}

static bool members_find(struct decoder *decoder, const bt_event_class *class)
{
    const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const(class);
    if (!payload || bt_field_class_get_type(payload) != BT_FIELD_CLASS_TYPE_STRUCTURE) {
        return false;
    }
    for (size_t i = 0; i < decoder->shape.field_count; i++) {
        decoder->members[i] = member_find(payload, decoder->shape.fields[i].name);
        if (decoder->members[i] == UINT64_MAX ||
            !class_fits(member_class(payload, decoder->members[i]), decoder->shape.fields[i].type)) {
            return false;
        }
    }
    return true;
}

static void process_find(struct decoder *decoder, const bt_event_class *class)
{
    const bt_stream_class *stream = bt_event_class_borrow_stream_class_const(class);
    const bt_field_class *context = bt_stream_class_borrow_event_common_context_field_class_const(stream);
    decoder->process_member = UINT64_MAX;
    if (!context || bt_field_class_get_type(context) != BT_FIELD_CLASS_TYPE_STRUCTURE) {
        return;
    }
    uint64_t member = member_find(context, "vpid");
    if (member == UINT64_MAX) {
        return;
    }
    bt_field_class_type type = bt_field_class_get_type(member_class(context, member));
    decoder->process_signed = type == BT_FIELD_CLASS_TYPE_SIGNED_INTEGER;
    if (decoder->process_signed || type == BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER) {
        decoder->process_member = member;
    }
}

static void decoder_make(struct decoder *decoder, const bt_event_class *class)
{
    const char *name = bt_event_class_get_name(class);
    *decoder = (struct decoder){.class = class};
    decoder->provider = name ? provider_find(name, &decoder->id) : NULL;
    if (decoder->provider) {
        decoder->shape = decoder->provider->shape(decoder->id);
    }
    if (decoder->provider && !members_find(decoder, class)) {
        decoder->provider = NULL;
    }
    process_find(decoder, class);
}

static const struct decoder *decoder_of(struct babeltrace_decoders *decoders, const bt_event_class *class)
{
    size_t slot = ((uintptr_t) class >> 4) * 0x9E3779B1u % CLASS_SLOTS;
    while (decoders->slots[slot].class) {
        if (decoders->slots[slot].class == class) {
            return &decoders->slots[slot];
        }
        slot = (slot + 1) % CLASS_SLOTS;
    }
    if (decoders->used + 1 >= CLASS_SLOTS / 2) {
        decoder_make(&decoders->overflow, class);
        return &decoders->overflow;
    }
    decoders->used++;
    decoder_make(&decoders->slots[slot], class);
    bt_event_class_get_ref(class);
    return &decoders->slots[slot];
}

static uint64_t process_of(const struct decoder *decoder, const bt_event *source)
{
    if (decoder->process_member == UINT64_MAX) {
        return 0;
    }
    const bt_field *field = bt_field_structure_borrow_member_field_by_index_const(
        bt_event_borrow_common_context_field_const(source), decoder->process_member);
    return decoder->process_signed ? (uint64_t)bt_field_integer_signed_get_value(field)
                                   : bt_field_integer_unsigned_get_value(field);
}

static void field_store(const struct event_field *field, const bt_field *source, char *structure)
{
    void *target = structure + field->offset;
    switch (field->type) {
    case FIELD_U8:
        *(uint8_t *)target = (uint8_t)bt_field_integer_unsigned_get_value(source);
        break;
    case FIELD_U16:
        *(uint16_t *)target = (uint16_t)bt_field_integer_unsigned_get_value(source);
        break;
    case FIELD_U32:
        *(uint32_t *)target = (uint32_t)bt_field_integer_unsigned_get_value(source);
        break;
    case FIELD_U64:
    case FIELD_PTR:
        *(uint64_t *)target = bt_field_integer_unsigned_get_value(source);
        break;
    case FIELD_I64:
        *(int64_t *)target = bt_field_integer_signed_get_value(source);
        break;
    case FIELD_STR:
        /* Babeltrace 2.0 leaves the text of an earlier event in an empty field: only its length can be trusted. */
        *(const char **)target = bt_field_string_get_length(source) == 0 ? "" : bt_field_string_get_value(source);
        break;
    }
}

static void payload_store(const struct decoder *decoder, const bt_event *source, void *structure)
{
    const bt_field *payload = bt_event_borrow_payload_field_const(source);
    for (size_t i = 0; i < decoder->shape.field_count; i++) {
        field_store(&decoder->shape.fields[i],
                    bt_field_structure_borrow_member_field_by_index_const(payload, decoder->members[i]), structure);
    }
}

const struct provider *babeltrace_decode(struct babeltrace_decoders *decoders, const bt_event *source,
                                         union trace_any *any)
{
    const struct decoder *decoder = decoder_of(decoders, bt_event_borrow_class_const(source));
    if (decoder->provider) {
        payload_store(decoder, source, any->any.as);
        any->any.id = decoder->id;
        any->any.process = process_of(decoder, source);
    }
    return decoder->provider;
}
