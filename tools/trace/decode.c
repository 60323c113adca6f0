/* SPDX-License-Identifier: MIT */
/*
 * From Babeltrace's events to plain structs, by tables made from events.def and heap.def. Which member of an event
 * holds which field is worked out once for each event class.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

enum field_type { FIELD_U8, FIELD_U16, FIELD_U32, FIELD_U64, FIELD_I64, FIELD_PTR, FIELD_STR };

struct field {
    const char *name;
    enum field_type type;
    size_t offset; /* in the event's struct */
};

enum { FIELDS_MAX = 10, CLASS_SLOTS = 1024 };

#define U8(field)  {#field, FIELD_U8, offsetof(event, field)},
#define U16(field) {#field, FIELD_U16, offsetof(event, field)},
#define U32(field) {#field, FIELD_U32, offsetof(event, field)},
#define U64(field) {#field, FIELD_U64, offsetof(event, field)},
#define I64(field) {#field, FIELD_I64, offsetof(event, field)},
#define PTR(field) {#field, FIELD_PTR, offsetof(event, field)},
#define STR(field) {#field, FIELD_STR, offsetof(event, field)},
#define TL_EVENT(name, fields)                                                                                         \
    static const struct field *fields_of_##name(size_t *count)                                                         \
    {                                                                                                                  \
        typedef struct tl_event_##name event;                                                                          \
        static const struct field list[] = {fields};                                                                   \
        _Static_assert(sizeof(list) / sizeof(*list) <= FIELDS_MAX, "an event has more fields than FIELDS_MAX");        \
        *count = sizeof(list) / sizeof(*list);                                                                         \
        return list;                                                                                                   \
    }
#include "events.def"
#undef TL_EVENT
#define TL_HEAP(name, fields)                                                                                          \
    static const struct field *heap_fields_of_##name(size_t *count)                                                    \
    {                                                                                                                  \
        typedef struct tl_heap_##name event;                                                                           \
        static const struct field list[] = {fields};                                                                   \
        _Static_assert(sizeof(list) / sizeof(*list) <= FIELDS_MAX, "an event has more fields than FIELDS_MAX");        \
        *count = sizeof(list) / sizeof(*list);                                                                         \
        return list;                                                                                                   \
    }
#include "heap.def"
#undef TL_HEAP

struct shape {
    const char *name;
    const struct field *(*fields)(size_t *count);
};

static const struct shape shapes[TL_EVENT_COUNT] = {
#define TL_EVENT(name, fields) {#name, fields_of_##name},
#include "events.def"
#undef TL_EVENT
};

static const struct shape heap_shapes[TL_HEAP_COUNT] = {
#define TL_HEAP(name, fields) {#name, heap_fields_of_##name},
#include "heap.def"
#undef TL_HEAP
};

static const struct provider {
    const char *prefix;
    const struct shape *shapes;
    unsigned count;
    enum trace_decoded decoded;
} providers[] = {
    {"tl_mem:", shapes, TL_EVENT_COUNT, TRACE_DECODED},
    {"tl_heap:", heap_shapes, TL_HEAP_COUNT, TRACE_DECODED_HEAP},
};

struct decoder {
    const bt_event_class *class;     /* NULL in a free slot */
    const struct provider *provider; /* NULL: the event is not known */
    unsigned id;                     /* among those of its provider */
    uint64_t process_member;         /* of the common context; UINT64_MAX where there is none */
    bool process_signed;
    const struct field *fields;
    size_t field_count;
    uint64_t members[FIELDS_MAX];
};

struct trace_decoders {
    struct decoder slots[CLASS_SLOTS];
    struct decoder overflow; /* worked out anew each time, when a trace has absurdly many classes */
    size_t used;
};

const char *trace_event_name(enum tl_event_id id)
{
    return shapes[id].name;
}

struct trace_decoders *trace_decoders_new(void)
{
    return calloc(1, sizeof(struct trace_decoders));
}

void trace_decoders_free(struct trace_decoders *decoders)
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
    static const uint64_t bits[] = {
        [FIELD_U8] = 8, [FIELD_U16] = 16, [FIELD_U32] = 32, [FIELD_U64] = 64, [FIELD_PTR] = 64};
    return found == BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER &&
           bt_field_class_integer_get_field_value_range(class) <= bits[type];
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
    for (size_t i = 0; i < decoder->field_count; i++) {
        decoder->members[i] = member_find(payload, decoder->fields[i].name);
        if (decoder->members[i] == UINT64_MAX ||
            !class_fits(member_class(payload, decoder->members[i]), decoder->fields[i].type)) {
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

static bool shape_find(struct decoder *decoder, const struct provider *provider, const char *name)
{
    for (unsigned i = 0; i < provider->count; i++) {
        if (strcmp(name, provider->shapes[i].name) == 0) {
            decoder->id = i;
            decoder->provider = provider;
            decoder->fields = provider->shapes[i].fields(&decoder->field_count);
            return true;
        }
    }
    return false;
}

static bool name_find(struct decoder *decoder, const char *name)
{
    for (size_t i = 0; name && i < sizeof(providers) / sizeof(*providers); i++) {
        const size_t length = strlen(providers[i].prefix);
        if (strncmp(name, providers[i].prefix, length) == 0) {
            return shape_find(decoder, &providers[i], name + length);
        }
    }
    return false;
}

static void decoder_make(struct decoder *decoder, const bt_event_class *class)
{
    *decoder = (struct decoder){.class = class};
    if (!name_find(decoder, bt_event_class_get_name(class)) || !members_find(decoder, class)) {
        decoder->provider = NULL;
    }
    process_find(decoder, class);
}

static const struct decoder *decoder_of(struct trace_decoders *decoders, const bt_event_class *class)
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

static void field_store(const struct field *field, const bt_field *source, char *structure)
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
    for (size_t i = 0; i < decoder->field_count; i++) {
        field_store(&decoder->fields[i],
                    bt_field_structure_borrow_member_field_by_index_const(payload, decoder->members[i]), structure);
    }
}

enum trace_decoded trace_decode(struct trace_decoders *decoders, const bt_event *source, union trace_any *any)
{
    const struct decoder *decoder = decoder_of(decoders, bt_event_borrow_class_const(source));
    if (!decoder->provider) {
        return TRACE_UNKNOWN_EVENT;
    }
    if (decoder->provider->decoded == TRACE_DECODED_HEAP) {
        payload_store(decoder, source, &any->heap.as);
        any->heap.id = (enum tl_heap_id)decoder->id;
        any->heap.process = process_of(decoder, source);
    } else {
        payload_store(decoder, source, &any->event.as);
        any->event.id = (enum tl_event_id)decoder->id;
        any->event.process = process_of(decoder, source);
    }
    return decoder->provider->decoded;
}
