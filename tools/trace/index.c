/* SPDX-License-Identifier: MIT */
/* The index files that lie beside LTTng's stream files. */
#include <endian.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "packets.h"
#include "regular_file.h"

/* LTTng's index format 1.1, big endian. */
struct index_header {
    uint32_t magic;
    uint32_t major;
    uint32_t minor;
    uint32_t entry_bytes;
} __attribute__((packed));
struct index_entry {
    uint64_t offset;
    uint64_t packet_bits;
    uint64_t content_bits;
    uint64_t begin;
    uint64_t end;
    uint64_t discarded;
    uint64_t stream;
    uint64_t instance;
    uint64_t sequence;
} __attribute__((packed));

enum { INDEX_MAGIC = 0xC1F1DCC1u };

static const struct index_header *header_expected(struct index_header *header)
{
    *header = (struct index_header){htobe32(INDEX_MAGIC), htobe32(1), htobe32(1), htobe32(sizeof(struct index_entry))};
    return header;
}

/* The entry of a packet; `tail` bytes after it count as its own, so that the index covers the file. */
static struct index_entry entry_of(const struct trace_packet *packet, uint64_t tail)
{
    return (struct index_entry){
        .offset = htobe64(packet->offset),
        .packet_bits = htobe64((packet->size + tail) * 8),
        .content_bits = htobe64(packet->content_bits),
        .begin = htobe64(packet->begin),
        .end = htobe64(packet->end),
        .discarded = htobe64(packet->discarded),
        .stream = htobe64(packet->stream),
        .instance = htobe64(packet->instance),
        .sequence = htobe64(packet->sequence),
    };
}

/* The index file of a stream; NULL with errno set when it cannot be opened. */
static FILE *index_open(const char *folder, const char *stream_name, const char *mode)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof(path), "%s/index/%s.idx", folder, stream_name) >= (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return NULL;
    }
    if (mode[0] == 'r' && access(path, F_OK) == 0 && !is_regular_file(path)) {
        errno = EINVAL;
        return NULL;
    }
    return fopen(path, mode);
}

bool trace_index_write(const char *folder, const char *stream_name, const struct trace_stream *stream)
{
    struct index_header header;
    FILE *file = index_open(folder, stream_name, "wb");
    if (!file) {
        return false;
    }
    const size_t whole = trace_stream_whole(stream);
    fwrite(header_expected(&header), sizeof(header), 1, file);
    for (size_t i = 0; i < whole; i++) {
        const struct index_entry entry = entry_of(&stream->packets[i], i + 1 == whole ? stream->bytes_damaged : 0);
        fwrite(&entry, sizeof(entry), 1, file);
    }
    return fclose(file) == 0;
}

/* How many entries follow those of the stream's packets, which lead on behind the end of its file, that of a packet
 * that is cut left out; 0 when one of them says anything else. */
static size_t entries_beyond(FILE *file, const struct trace_stream *stream)
{
    const bool cut = trace_stream_is_cut(stream);
    uint64_t end = stream->bytes - (cut ? stream->bytes_damaged : 0);
    size_t count = 0;
    for (struct index_entry entry; fread(&entry, sizeof(entry), 1, file) == 1; count++) {
        if (be64toh(entry.offset) != end || be64toh(entry.packet_bits) / 8 > INT64_MAX - end) {
            return 0;
        }
        end += be64toh(entry.packet_bits) / 8;
    }
    return count - (cut && count > 0);
}

static struct trace_index_said file_said(FILE *file, const struct trace_stream *stream)
{
    const struct trace_index_said lie = {0};
    struct index_header expected_header;
    struct index_header header;
    struct index_entry entry;
    if (fread(&header, sizeof(header), 1, file) != 1 ||
        memcmp(&header, header_expected(&expected_header), sizeof(header)) != 0) {
        return lie;
    }
    for (size_t i = 0; i < trace_stream_whole(stream); i++) {
        const struct index_entry expected = entry_of(&stream->packets[i], 0);
        if (fread(&entry, sizeof(entry), 1, file) != 1 || memcmp(&entry, &expected, sizeof(entry)) != 0) {
            return lie;
        }
    }
    const int next = fgetc(file);
    ungetc(next, file);
    return (struct trace_index_said){next == EOF, entries_beyond(file, stream)};
}

struct trace_index_said trace_index_read(const char *folder, const char *stream_name, const struct trace_stream *stream)
{
    FILE *file = index_open(folder, stream_name, "rb");
    if (!file) {
        return (struct trace_index_said){errno == ENOENT, 0};
    }
    const struct trace_index_said said = file_said(file, stream);
    fclose(file);
    return said;
}
