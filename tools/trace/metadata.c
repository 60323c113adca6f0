/* SPDX-License-Identifier: MIT */
/* A metadata file: the text of its packets, as far as they are whole. */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"
#include "memory.h"
#include "recording.h"

struct metadata_header {
    uint32_t magic;
    unsigned char uuid[16];
    uint32_t checksum;
    uint32_t content_bits;
    uint32_t packet_bits;
    unsigned char schemes[3];
    unsigned char version[2];
} __attribute__((packed));

enum { METADATA_BYTES_MAX = 64 << 20 };

#define METADATA_MAGIC 0x75D11D57u
static const char text_start[] = "/* CTF ";

/* The next packet's header, its numbers as this machine has them; false when there is none. */
static bool header_read(FILE *file, uint64_t at, struct metadata_header *header)
{
    if (fseek(file, (long)at, SEEK_SET) != 0 || fread(header, sizeof(*header), 1, file) != 1) {
        return false;
    }
    const bool little = le32toh(header->magic) == METADATA_MAGIC;
    header->magic = little ? le32toh(header->magic) : be32toh(header->magic);
    header->content_bits = little ? le32toh(header->content_bits) : be32toh(header->content_bits);
    header->packet_bits = little ? le32toh(header->packet_bits) : be32toh(header->packet_bits);
    return header->magic == METADATA_MAGIC && header->content_bits / 8 >= sizeof(*header) &&
           header->packet_bits >= header->content_bits;
}

/* The bytes of the whole packets at the start of the file. */
static uint64_t whole_packets(FILE *file, uint64_t bytes)
{
    uint64_t whole = 0;
    struct metadata_header header;
    while (whole < bytes && header_read(file, whole, &header) && header.packet_bits / 8 <= bytes - whole) {
        whole += header.packet_bits / 8;
    }
    return whole;
}

static uint64_t file_check(FILE *file, const char *path, struct trace_result *result, bool *damaged)
{
    char start[sizeof(text_start) - 1];
    uint64_t bytes = fseek(file, 0, SEEK_END) == 0 ? (uint64_t)ftell(file) : 0;
    rewind(file);
    if (bytes > METADATA_BYTES_MAX) {
        trace_issue(result, "%s is of %llu bytes, which no metadata are", path, (unsigned long long)bytes);
        return 0;
    }
    if (bytes == 0) {
        trace_issue(result, "%s is empty: without it nothing of its trace can be decoded", path);
        return 0;
    }
    if (fread(start, sizeof(start), 1, file) == 1 && memcmp(start, text_start, sizeof(start)) == 0) {
        return bytes;
    }
    uint64_t whole = whole_packets(file, bytes);
    *damaged = whole < bytes;
    if (whole == 0) {
        trace_issue(result, "%s is no metadata of a trace in the CTF format, or is damaged from its start", path);
    } else if (*damaged) {
        trace_issue(result, "%s is damaged: its last %llu of %llu bytes were left out", path,
                    (unsigned long long)(bytes - whole), (unsigned long long)bytes);
    }
    return whole;
}

/* The text of the packets, or of the whole where it is plain text; its length becomes *length. */
static char *text_read(FILE *file, uint64_t bytes, size_t *length)
{
    char *text = memory_new(bytes + 1);
    struct metadata_header header;
    uint64_t at = 0;
    *length = 0;
    rewind(file);
    if (fread(text, sizeof(text_start) - 1, 1, file) == 1 && memcmp(text, text_start, sizeof(text_start) - 1) == 0) {
        rewind(file);
        *length = fread(text, 1, bytes, file);
        return text;
    }
    while (at < bytes && header_read(file, at, &header)) {
        const uint64_t content = header.content_bits / 8 - sizeof(header);
        if (content > bytes - at) {
            break; /* the file is another one than a moment ago */
        }
        *length += fread(text + *length, 1, content, file);
        at += header.packet_bits / 8;
    }
    return text;
}

char *metadata_read(struct trace_folder *folder, size_t *length, struct trace_result *result)
{
    char path[PATH_MAX];
    if (!recording_path(path, folder, "metadata")) {
        trace_issue(result, "the path of %.200s is too long", folder->path);
        return NULL;
    }
    struct stat facts;
    if (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode)) {
        trace_issue(result, "%s is no file", path); /* a pipe would never end */
        return NULL;
    }
    FILE *file = fopen(path, "rbe");
    if (!file) {
        trace_issue(result, "%s cannot be opened: %s", path, strerror(errno));
        return NULL;
    }
    folder->metadata_bytes = file_check(file, path, result, &folder->cut);
    char *text = folder->metadata_bytes > 0 ? text_read(file, folder->metadata_bytes, length) : NULL;
    fclose(file);
    return text;
}

bool metadata_copy(const struct trace_folder *folder, const char *to)
{
    char from[PATH_MAX];
    char block[4096];
    uint64_t bytes = folder->metadata_bytes;
    FILE *source = recording_path(from, folder, "metadata") ? fopen(from, "rbe") : NULL;
    FILE *target = fopen(to, "wbe");
    bool good = source && target;
    while (good && bytes > 0) {
        size_t part = bytes < sizeof(block) ? (size_t)bytes : sizeof(block);
        good = fread(block, part, 1, source) == 1 && fwrite(block, part, 1, target) == 1;
        bytes -= part;
    }
    if (source) {
        fclose(source);
    }
    return (!target || fclose(target) == 0) && good;
}
