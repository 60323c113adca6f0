/* SPDX-License-Identifier: MIT */
/* The blocks of a metadata text: trace, env, clock, stream, event. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "tsdl_internal.h"

/* What an attribute of a block says: `name = value` or `name := type`. */
struct attribute {
    char name[TSDL_NAME_BYTES];
    const struct tsdl_type *type; /* NULL: it has a value */
    struct tsdl_token value;
    bool negative;
    char path[TSDL_NAME_BYTES]; /* of a value that is a name */
};

enum { STREAMS_MAX = 1024, EVENTS_MAX = 65536 };

static void value_take(struct tsdl_parser *parser, struct attribute *attribute)
{
    attribute->negative = tsdl_take_sign(parser, '-');
    attribute->value = parser->token;
    if (parser->token.kind == TSDL_NAME) {
        tsdl_expect_path(parser, attribute->path);
    } else if (parser->token.kind == TSDL_NUMBER || parser->token.kind == TSDL_TEXT) {
        tsdl_advance(parser);
    } else {
        tsdl_fail(parser, "%s has no value that is known here", attribute->name);
    }
}

/* The next attribute of a block; false when the block ends, or after a failure. */
static bool attribute_next(struct tsdl_parser *parser, struct attribute *attribute)
{
    while (tsdl_type_declaration(parser)) {
    }
    if (tsdl_take_sign(parser, '}')) {
        return false;
    }
    *attribute = (struct attribute){0};
    tsdl_expect_path(parser, attribute->name);
    if (parser->token.kind == TSDL_ASSIGN) {
        tsdl_advance(parser);
        attribute->type = tsdl_type(parser);
    } else {
        tsdl_expect_sign(parser, '=');
        value_take(parser, attribute);
    }
    tsdl_expect_sign(parser, ';');
    return parser->tsdl->fault[0] == '\0';
}

static bool is(const struct attribute *attribute, const char *name)
{
    return strcmp(attribute->name, name) == 0;
}

static uint64_t number_of(struct tsdl_parser *parser, const struct attribute *attribute)
{
    if (attribute->value.kind != TSDL_NUMBER || attribute->negative) {
        tsdl_fail(parser, "%s is no number from 0", attribute->name);
    }
    return attribute->value.number;
}

static const char *text_of(struct tsdl_parser *parser, const struct attribute *attribute)
{
    if (attribute->value.kind == TSDL_NAME) {
        return tsdl_text(parser->tsdl, attribute->path, strlen(attribute->path));
    }
    if (attribute->value.kind != TSDL_TEXT) {
        tsdl_fail(parser, "%s is no text", attribute->name);
        return "";
    }
    return tsdl_text(parser->tsdl, attribute->value.start, attribute->value.length);
}

static const struct tsdl_type *struct_of(struct tsdl_parser *parser, const struct attribute *attribute)
{
    if (!attribute->type || attribute->type->kind != TSDL_STRUCT) {
        tsdl_fail(parser, "%s is no struct", attribute->name);
        return NULL;
    }
    return attribute->type;
}

static void uuid_take(struct tsdl_parser *parser, const struct attribute *attribute)
{
    unsigned bytes[16];
    int length = 0;
    if (sscanf(text_of(parser, attribute), "%2x%2x%2x%2x-%2x%2x-%2x%2x-%2x%2x-%2x%2x%2x%2x%2x%2x%n", &bytes[0],
               &bytes[1], &bytes[2], &bytes[3], &bytes[4], &bytes[5], &bytes[6], &bytes[7], &bytes[8], &bytes[9],
               &bytes[10], &bytes[11], &bytes[12], &bytes[13], &bytes[14], &bytes[15], &length) != 16 ||
        length != 36) {
        tsdl_fail(parser, "the trace's uuid is none");
        return;
    }
    parser->tsdl->has_uuid = true;
    for (size_t i = 0; i < 16; i++) {
        parser->tsdl->uuid[i] = (unsigned char)bytes[i];
    }
}

static void trace_block(struct tsdl_parser *parser)
{
    struct tsdl *tsdl = parser->tsdl;
    struct attribute attribute;
    if (tsdl->has_trace) {
        tsdl_fail(parser, "a second trace block");
    }
    while (attribute_next(parser, &attribute)) {
        if (is(&attribute, "byte_order")) {
            tsdl->big_endian = strcmp(attribute.path, "be") == 0;
            if (!tsdl->big_endian && strcmp(attribute.path, "le") != 0) {
                tsdl_fail(parser, "the trace's byte_order is neither le nor be");
            }
        } else if (is(&attribute, "uuid")) {
            uuid_take(parser, &attribute);
        } else if (is(&attribute, "packet.header")) {
            tsdl->packet_header = struct_of(parser, &attribute);
        } else if (is(&attribute, "major")   ? number_of(parser, &attribute) != 1
                   : is(&attribute, "minor") ? number_of(parser, &attribute) != 8
                                             : false) {
            tsdl_fail(parser, "not CTF 1.8");
        }
    }
    tsdl->has_trace = tsdl->fault[0] == '\0';
}

static void env_block(struct tsdl_parser *parser)
{
    struct attribute attribute;
    while (attribute_next(parser, &attribute)) {
        if (attribute.value.kind != TSDL_TEXT) {
            continue;
        }
        if (is(&attribute, "hostname")) {
            parser->tsdl->hostname = text_of(parser, &attribute);
        } else if (is(&attribute, "tracer_name")) {
            parser->tsdl->is_lttng = strncmp(text_of(parser, &attribute), "lttng", 5) == 0;
        }
    }
}

static int64_t signed_number_of(struct tsdl_parser *parser, const struct attribute *attribute)
{
    if (attribute->value.kind != TSDL_NUMBER || attribute->value.number > INT64_MAX) {
        tsdl_fail(parser, "%s is no number that is known here", attribute->name);
        return 0;
    }
    return attribute->negative ? -(int64_t)attribute->value.number : (int64_t)attribute->value.number;
}

static void clock_attribute(struct tsdl_parser *parser, struct tsdl_clock *clock, const struct attribute *attribute)
{
    if (is(attribute, "name")) {
        clock->name = text_of(parser, attribute);
    } else if (is(attribute, "freq")) {
        clock->frequency = number_of(parser, attribute);
        if (clock->frequency == 0) {
            tsdl_fail(parser, "a clock without a frequency");
        }
    } else if (is(attribute, "offset_s")) {
        clock->offset_s = signed_number_of(parser, attribute);
    } else if (is(attribute, "offset")) {
        clock->offset = number_of(parser, attribute);
    } else if (is(attribute, "absolute")) {
        clock->absolute = strcmp(attribute->path, "true") == 0 || strcmp(attribute->path, "TRUE") == 0 ||
                          (attribute->value.kind == TSDL_NUMBER && attribute->value.number == 1);
    }
}

static void clock_block(struct tsdl_parser *parser)
{
    struct tsdl_clock clock = {.name = "", .frequency = 1000000000};
    struct attribute attribute;
    while (attribute_next(parser, &attribute)) {
        clock_attribute(parser, &clock, &attribute);
    }
    if (parser->tsdl->has_clock) {
        tsdl_fail(parser, "a second clock");
    }
    parser->tsdl->has_clock = true;
    parser->tsdl->clock = clock;
}

/* Room for one more in an array that doubles from full to full; fails when there are `most`. */
static void *grown(struct tsdl_parser *parser, void *array, size_t count, size_t bytes, size_t most)
{
    if (count >= most) {
        tsdl_fail(parser, "too many streams or events");
    }
    return (count & (count - 1)) == 0 ? memory_resize(array, count ? count * 2 : 1, bytes) : array;
}

static void stream_block(struct tsdl_parser *parser)
{
    struct tsdl *tsdl = parser->tsdl;
    struct tsdl_stream stream = {0};
    struct attribute attribute;
    while (attribute_next(parser, &attribute)) {
        if (is(&attribute, "id")) {
            stream.id = number_of(parser, &attribute);
        } else if (is(&attribute, "event.header")) {
            stream.event_header = struct_of(parser, &attribute);
        } else if (is(&attribute, "event.context")) {
            stream.event_context = struct_of(parser, &attribute);
        } else if (is(&attribute, "packet.context")) {
            stream.packet_context = struct_of(parser, &attribute);
        }
    }
    for (size_t i = 0; i < tsdl->stream_count; i++) {
        if (tsdl->streams[i].id == stream.id) {
            tsdl_fail(parser, "a second stream of one id");
        }
    }
    tsdl->streams = grown(parser, tsdl->streams, tsdl->stream_count, sizeof(stream), STREAMS_MAX);
    tsdl->streams[tsdl->stream_count++] = stream;
}

static void event_block(struct tsdl_parser *parser)
{
    struct tsdl *tsdl = parser->tsdl;
    struct tsdl_event event = {.name = ""};
    struct attribute attribute;
    while (attribute_next(parser, &attribute)) {
        if (is(&attribute, "id")) {
            event.id = number_of(parser, &attribute);
        } else if (is(&attribute, "stream_id")) {
            event.stream = number_of(parser, &attribute);
        } else if (is(&attribute, "name")) {
            event.name = text_of(parser, &attribute);
        } else if (is(&attribute, "context")) {
            event.context = struct_of(parser, &attribute);
        } else if (is(&attribute, "fields")) {
            event.fields = struct_of(parser, &attribute);
        }
    }
    if (parser->ended_early) {
        return;
    }
    tsdl->events = grown(parser, tsdl->events, tsdl->event_count, sizeof(event), EVENTS_MAX);
    tsdl->events[tsdl->event_count++] = event;
}

static void callsite_block(struct tsdl_parser *parser)
{
    struct attribute attribute;
    while (attribute_next(parser, &attribute)) {
    }
}

static void block(struct tsdl_parser *parser)
{
    static const struct {
        const char *name;
        void (*parse)(struct tsdl_parser *parser);
    } blocks[] = {{"trace", trace_block},   {"env", env_block},     {"clock", clock_block},
                  {"stream", stream_block}, {"event", event_block}, {"callsite", callsite_block}};
    const size_t names = parser->name_count;
    for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
        if (tsdl_take_name(parser, blocks[i].name)) {
            tsdl_expect_sign(parser, '{');
            blocks[i].parse(parser);
            parser->name_count = names;
            tsdl_expect_sign(parser, ';');
            return;
        }
    }
    tsdl_fail(parser, "a declaration that is not known here");
}

static void native_settle(struct tsdl *tsdl)
{
    for (struct tsdl_type *type = tsdl->types; type; type = type->next) {
        type->big_endian = type->native ? tsdl->big_endian : type->big_endian;
    }
}

struct tsdl *tsdl_parse(const char *text, size_t length)
{
    struct tsdl *tsdl = memory_new(sizeof(*tsdl));
    struct tsdl_parser *parser = memory_new(sizeof(*parser));
    tsdl->clock.frequency = 1000000000;
    parser->tsdl = tsdl;
    parser->lexer = (struct tsdl_lexer){text, text + length, 1};
    tsdl_advance(parser);
    while (parser->token.kind != TSDL_END) {
        if (!tsdl_type_declaration(parser)) {
            block(parser);
        }
    }
    if (parser->ended_early) {
        tsdl->cut = true;
        tsdl->fault[0] = '\0';
    }
    if (!tsdl->has_trace) {
        tsdl_fail(parser, "no trace block");
    }
    native_settle(tsdl);
    tsdl->clock.absolute |= tsdl->is_lttng; /* its clocks are, and it does not say so */
    free(parser);
    return tsdl;
}

void tsdl_free(struct tsdl *tsdl)
{
    struct tsdl_block *next;
    for (struct tsdl_block *each = tsdl ? tsdl->blocks : NULL; each; each = next) {
        next = each->next;
        free(each);
    }
    if (tsdl) {
        free(tsdl->streams);
        free(tsdl->events);
    }
    free(tsdl);
}

const struct tsdl_field *tsdl_field_find(const struct tsdl_type *structure, const char *name)
{
    for (size_t i = 0; structure && i < structure->field_count; i++) {
        if (strcmp(structure->fields[i].name, name) == 0) {
            return &structure->fields[i];
        }
    }
    return NULL;
}
