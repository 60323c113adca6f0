/* SPDX-License-Identifier: MIT */
/* The packet headers of LTTng-UST's stream files, read without decoding any event. */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

/* The header and context that LTTng-UST writes before the events of each packet, little endian. */
struct packet_header {
    uint32_t magic;
    unsigned char uuid[16];
    uint32_t stream;
    uint64_t instance;
    uint64_t begin;
    uint64_t end;
    uint64_t content_bits;
    uint64_t packet_bits;
    uint64_t sequence;
    uint64_t discarded;
} __attribute__((packed));

enum { PACKET_MAGIC = 0xC1FC1FC1u };

bool trace_layout_known(const char *metadata_path)
{
    char text[65536];
    FILE *file = fopen(metadata_path, "rb");
    if (!file) {
        return false;
    }
    size_t length = fread(text, 1, sizeof(text), file);
    fclose(file);
    return memmem(text, length, "byte_order = le", 15) && memmem(text, length, "lttng-ust", 9);
}

/* A packet that its process never closed, recovered after a kill, has an end of 0. */
static bool header_is_sane(const struct packet_header *header, uint64_t bytes_left)
{
    uint64_t packet_bits = le64toh(header->packet_bits);
    uint64_t content_bits = le64toh(header->content_bits);
    return le32toh(header->magic) == PACKET_MAGIC && packet_bits % 8 == 0 && packet_bits / 8 >= sizeof(*header) &&
           packet_bits / 8 <= bytes_left && content_bits <= packet_bits && content_bits / 8 >= sizeof(*header) &&
           (le64toh(header->end) == 0 || le64toh(header->end) >= le64toh(header->begin));
}

static bool packet_add(struct trace_stream *stream, const struct packet_header *header, uint64_t offset)
{
    if ((stream->count & (stream->count - 1)) == 0) {
        size_t capacity = stream->count ? stream->count * 2 : 1;
        struct trace_packet *packets = realloc(stream->packets, capacity * sizeof(*packets));
        if (!packets) {
            return false;
        }
        stream->packets = packets;
    }
    struct trace_packet *packet = &stream->packets[stream->count++];
    *packet = (struct trace_packet){
        .offset = offset,
        .size = le64toh(header->packet_bits) / 8,
        .content_bits = le64toh(header->content_bits),
        .begin = le64toh(header->begin),
        .end = header->end != 0 ? le64toh(header->end) : le64toh(header->begin),
        .sequence = le64toh(header->sequence),
        .discarded = le64toh(header->discarded),
        .instance = le64toh(header->instance),
        .stream = le32toh(header->stream),
    };
    memcpy(packet->trace, header->uuid, sizeof(packet->trace));
    return true;
}

static bool scan_file(int file, struct trace_stream *stream)
{
    struct stat facts;
    if (fstat(file, &facts) != 0) {
        return false;
    }
    stream->bytes = (uint64_t)facts.st_size;
    uint64_t offset = 0;
    struct packet_header header;
    while (offset + sizeof(header) <= stream->bytes) {
        ssize_t got = pread(file, &header, sizeof(header), (off_t)offset);
        if (got < 0) {
            return false;
        }
        if (got != (ssize_t)sizeof(header) || !header_is_sane(&header, stream->bytes - offset) ||
            !packet_add(stream, &header, offset)) {
            break;
        }
        offset += stream->packets[stream->count - 1].size;
    }
    stream->bytes_damaged = stream->bytes - offset;
    return true;
}

bool trace_stream_scan(const char *path, struct trace_stream *stream)
{
    *stream = (struct trace_stream){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    bool readable = scan_file(file, stream);
    int error = errno;
    close(file);
    errno = error;
    return readable;
}

void trace_stream_free(struct trace_stream *stream)
{
    free(stream->packets);
    *stream = (struct trace_stream){0};
}

static struct trace_counter *counter_of(struct trace_scan *scan, const struct trace_packet *packet)
{
    for (size_t i = 0; i < scan->count; i++) {
        struct trace_counter *counter = &scan->counters[i];
        if (counter->instance == packet->instance && counter->stream == packet->stream &&
            memcmp(counter->trace, packet->trace, sizeof(counter->trace)) == 0) {
            return counter;
        }
    }
    struct trace_counter *counters = realloc(scan->counters, (scan->count + 1) * sizeof(*counters));
    if (!counters) {
        abort();
    }
    scan->counters = counters;
    struct trace_counter *counter = &counters[scan->count++];
    *counter =
        (struct trace_counter){.instance = packet->instance, .stream = packet->stream, .first_sequence = UINT64_MAX};
    memcpy(counter->trace, packet->trace, sizeof(counter->trace));
    return counter;
}

void trace_scan_add(struct trace_scan *scan, const struct trace_stream *stream, bool heap)
{
    for (size_t i = 0; i < stream->count; i++) {
        const struct trace_packet *packet = &stream->packets[i];
        struct trace_counter *counter = counter_of(scan, packet);
        counter->heap = heap;
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
        *(counter->heap ? &result->heap_events_discarded : &result->events_discarded) += counter->discarded;
        *(counter->heap ? &result->heap_packets_lost : &result->packets_lost) +=
            expected > counter->packets ? expected - counter->packets : 0;
        if (counter->first_sequence > 0 && counter->first_begin > result->overwritten_until) {
            result->overwritten_until = counter->first_begin; /* from here on this stream has all, too */
        }
    }
}
