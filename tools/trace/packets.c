/* SPDX-License-Identifier: MIT */
/* The packet headers of stream files, read without decoding any event. */
#include "packets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memory.h"

enum { HEADER_BYTES_MAX = 65536, HEADER_BYTES_USUAL = 512, PACKETS_MAX = 1 << 22, PAGE_BYTES = 4096 };

#define PACKET_MAGIC 0xC1FC1FC1u

/* What a packet says of itself; what it does not say keeps the value it has. */
struct told {
    uint64_t magic;
    uint64_t stream;
    uint64_t instance;
    uint64_t begin;
    uint64_t end;
    uint64_t content_bits;
    uint64_t packet_bits;
    uint64_t sequence;
    uint64_t discarded;
    bool has_begin;
    bool other_trace; /* its UUID is another one */
};

static uint64_t *told_of(struct told *told, const char *name)
{
    static const struct {
        const char *name;
        size_t offset;
    } fields[] = {
        {"magic", offsetof(struct told, magic)},
        {"stream_id", offsetof(struct told, stream)},
        {"stream_instance_id", offsetof(struct told, instance)},
        {"timestamp_begin", offsetof(struct told, begin)},
        {"timestamp_end", offsetof(struct told, end)},
        {"content_size", offsetof(struct told, content_bits)},
        {"packet_size", offsetof(struct told, packet_bits)},
        {"packet_seq_num", offsetof(struct told, sequence)},
        {"events_discarded", offsetof(struct told, discarded)},
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return (uint64_t *)((char *)told + fields[i].offset);
        }
    }
    return NULL;
}

static bool is_uuid(const struct tsdl_field *field)
{
    return strcmp(field->name, "uuid") == 0 && field->type->kind == TSDL_ARRAY && field->type->length == 16 &&
           field->type->element->kind == TSDL_INTEGER && field->type->element->bits == 8 &&
           field->type->element->align == 8;
}

/* Reads a struct of the packet's header; false when it does not end where the bytes do, or cannot be so. */
static bool header_read(struct cursor *cursor, const struct tsdl_type *structure, const struct tsdl *tsdl,
                        struct told *told)
{
    bool good = !structure || field_align(cursor, structure->align);
    for (size_t i = 0; structure && good && i < structure->field_count; i++) {
        const struct tsdl_field *field = &structure->fields[i];
        uint64_t *value = field->type->kind == TSDL_INTEGER ? told_of(told, field->name) : NULL;
        if (value) {
            good = field_integer(cursor, field->type, value);
            field_keep(cursor, field, *value);
            told->has_begin |= value == &told->begin;
        } else if (is_uuid(field)) {
            good = field_align(cursor, 8) && field_skip(cursor, field->type);
            told->other_trace =
                good && tsdl->has_uuid &&
                memcmp(cursor->bytes + cursor->at / 8 - sizeof(tsdl->uuid), tsdl->uuid, sizeof(tsdl->uuid)) != 0;
        } else if (field->slot != 0) {
            good = field_integer(cursor, field->type, &cursor->slots[field->slot]);
        } else {
            good = field_skip(cursor, field->type);
        }
    }
    return good;
}

/* A packet that its process never closed, recovered after a kill, has an end of 0. */
static bool is_sane(const struct told *told, uint64_t header_bits)
{
    return told->magic == PACKET_MAGIC && !told->other_trace && told->packet_bits % 8 == 0 &&
           told->packet_bits >= header_bits && told->packet_bits > 0 && told->content_bits <= told->packet_bits &&
           told->content_bits >= header_bits && (told->end == 0 || told->end >= told->begin);
}

/* A file holds the packets of one stream. */
static bool belongs(const struct trace_stream *stream, const struct trace_packet *packet)
{
    const struct trace_packet *first = stream->packets;
    return stream->count == 0 ||
           (stream->count < PACKETS_MAX && first->stream == packet->stream && first->instance == packet->instance);
}

/* The packet that begins with these bytes; false when it is none. `bytes_left` are up to the end of the file. */
static bool packet_read(const struct layout *layout, const unsigned char *bytes, size_t count, uint64_t bytes_left,
                        struct trace_packet *packet)
{
    struct cursor cursor = {.bytes = bytes, .end = (uint64_t)count * 8};
    struct told told = {.magic = PACKET_MAGIC, .packet_bits = UINT64_MAX, .content_bits = UINT64_MAX};
    if (!header_read(&cursor, layout->tsdl->packet_header, layout->tsdl, &told)) {
        return false;
    }
    const struct stream_class *class = layout_stream(layout, told.stream);
    if (!class || !header_read(&cursor, class->declared->packet_context, layout->tsdl, &told)) {
        return false;
    }
    if (told.packet_bits == UINT64_MAX) {
        told.packet_bits = told.content_bits != UINT64_MAX ? told.content_bits : bytes_left * 8;
    }
    told.content_bits = told.content_bits == UINT64_MAX ? told.packet_bits : told.content_bits;
    if (!is_sane(&told, cursor.at)) {
        return false;
    }
    const bool cut = told.packet_bits / 8 > bytes_left;
    *packet = (struct trace_packet){
        .size = cut ? bytes_left : told.packet_bits / 8,
        .content_bits = cut && told.content_bits / 8 > bytes_left ? bytes_left * 8 : told.content_bits,
        .events_bits = cursor.at,
        .begin = told.begin,
        .end = told.end != 0 ? told.end : told.begin,
        .sequence = told.sequence,
        .discarded = told.discarded,
        .instance = told.instance,
        .stream = told.stream,
        .has_begin = told.has_begin,
        .has_end = told.end != 0,
        .cut = cut,
    };
    return true;
}

static void packet_add(struct trace_stream *stream, const struct trace_packet *packet)
{
    if ((stream->count & (stream->count - 1)) == 0) {
        stream->packets =
            memory_resize(stream->packets, stream->count ? stream->count * 2 : 1, sizeof(*stream->packets));
    }
    stream->packets[stream->count++] = *packet;
}

/* The bytes at an offset, as many as there are; -1 with errno set when they cannot be read. */
static ssize_t bytes_read(int file, uint64_t offset, unsigned char *bytes, size_t count)
{
    ssize_t got;
    do {
        got = pread(file, bytes, count, (off_t)offset);
    } while (got < 0 && errno == EINTR);
    return got;
}

/* Whether a packet seems to begin behind that offset, where LTTng's do: then the one there only claims to be so long.
 */
static bool has_packet_behind(int file, uint64_t offset, uint64_t bytes)
{
    for (uint64_t at = offset + PAGE_BYTES; at + sizeof(uint32_t) <= bytes; at += PAGE_BYTES) {
        uint32_t magic;
        if (bytes_read(file, at, (unsigned char *)&magic, sizeof(magic)) == (ssize_t)sizeof(magic) &&
            (magic == PACKET_MAGIC || magic == __builtin_bswap32(PACKET_MAGIC))) {
            return true;
        }
    }
    return false;
}

static bool scan_file(int file, const struct layout *layout, unsigned char *bytes, struct trace_stream *stream)
{
    struct stat facts;
    struct trace_packet packet;
    uint64_t offset = 0;
    size_t count = HEADER_BYTES_USUAL;
    if (fstat(file, &facts) != 0) {
        return false;
    }
    stream->bytes = (uint64_t)facts.st_size;
    while (offset < stream->bytes) {
        const ssize_t got = bytes_read(file, offset, bytes, count);
        if (got < 0) {
            return false;
        }
        const bool is_packet = packet_read(layout, bytes, (size_t)got, stream->bytes - offset, &packet);
        if (is_packet && belongs(stream, &packet) && !(packet.cut && has_packet_behind(file, offset, stream->bytes))) {
            packet.offset = offset;
            packet_add(stream, &packet);
            if (packet.cut) {
                break;
            }
            offset += packet.size;
        } else if (!is_packet && count < HEADER_BYTES_MAX && (size_t)got == count) {
            count = HEADER_BYTES_MAX;
        } else {
            break;
        }
    }
    stream->bytes_damaged = stream->bytes - offset;
    return true;
}

bool trace_stream_scan(const char *path, const struct layout *layout, struct trace_stream *stream)
{
    *stream = (struct trace_stream){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    unsigned char *bytes = memory_new(HEADER_BYTES_MAX);
    bool readable = scan_file(file, layout, bytes, stream);
    int error = errno;
    close(file);
    free(bytes);
    errno = error;
    return readable;
}

void trace_stream_free(struct trace_stream *stream)
{
    free(stream->packets);
    *stream = (struct trace_stream){0};
}

static struct trace_counter *counter_of(struct trace_scan *scan, const struct trace_packet *packet,
                                        const unsigned char trace[16])
{
    for (size_t i = 0; i < scan->count; i++) {
        struct trace_counter *counter = &scan->counters[i];
        if (counter->instance == packet->instance && counter->stream == packet->stream &&
            memcmp(counter->trace, trace, sizeof(counter->trace)) == 0) {
            return counter;
        }
    }
    scan->counters = memory_resize(scan->counters, scan->count + 1, sizeof(*scan->counters));
    struct trace_counter *counter = &scan->counters[scan->count++];
    *counter =
        (struct trace_counter){.instance = packet->instance, .stream = packet->stream, .first_sequence = UINT64_MAX};
    memcpy(counter->trace, trace, sizeof(counter->trace));
    return counter;
}

void trace_scan_add(struct trace_scan *scan, const struct trace_stream *stream, const unsigned char trace[16],
                    const struct provider *provider)
{
    for (size_t i = 0; i < stream->count; i++) {
        const struct trace_packet *packet = &stream->packets[i];
        struct trace_counter *counter = counter_of(scan, packet, trace);
        counter->provider = provider;
        counter->packets++;
        if (packet->discarded > counter->discarded) {
            counter->discarded = packet->discarded;
        }
        if (packet->sequence < counter->first_sequence) {
            counter->first_sequence = packet->sequence;
            counter->first_begin = packet->begin;
        }
        if (packet->sequence > counter->last_sequence) {
            counter->last_sequence = packet->sequence;
        }
        if (scan->begin == 0 || packet->begin < scan->begin) {
            scan->begin = packet->begin;
        }
        if (packet->end > scan->end) {
            scan->end = packet->end;
        }
    }
}

void trace_scan_sum(const struct trace_scan *scan, struct trace_result *result)
{
    for (size_t i = 0; i < scan->count; i++) {
        const struct trace_counter *counter = &scan->counters[i];
        uint64_t expected = counter->last_sequence - counter->first_sequence + 1;
        const struct provider_counts counts = counter->provider->counts(result);
        *counts.discarded += counter->discarded;
        *counts.packets_lost += expected > counter->packets ? expected - counter->packets : 0;
        if (counter->first_sequence > 0 && counter->first_begin > result->overwritten_until) {
            result->overwritten_until = counter->first_begin; /* from here on this stream has all, too */
        }
    }
}
