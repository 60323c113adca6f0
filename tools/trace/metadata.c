/* SPDX-License-Identifier: MIT */
/*
 * Looks a metadata file over before Babeltrace does, which goes round for ever on one that ends inside a packet.
 */
#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct metadata_header {
    uint32_t magic;
    unsigned char uuid[16];
    uint32_t checksum;
    uint32_t content_bits;
    uint32_t packet_bits;
    unsigned char schemes[3];
    unsigned char version[2];
} __attribute__((packed));

#define METADATA_MAGIC 0x75D11D57u
static const char text_start[] = "/* CTF ";

/* The bytes of the whole packets at the start of the file. */
static uint64_t whole_packets(FILE *file, uint64_t bytes)
{
    uint64_t whole = 0;
    struct metadata_header header;
    while (whole + sizeof(header) <= bytes && fseek(file, (long)whole, SEEK_SET) == 0 &&
           fread(&header, sizeof(header), 1, file) == 1) {
        uint64_t packet = le32toh(header.packet_bits) / 8;
        uint64_t content = le32toh(header.content_bits) / 8;
        if (le32toh(header.magic) != METADATA_MAGIC || packet > bytes - whole || content > packet ||
            content < sizeof(header)) {
            break;
        }
        whole += packet;
    }
    return whole;
}

static uint64_t file_check(FILE *file, const char *path, struct trace_result *result, bool *damaged)
{
    char start[sizeof(text_start) - 1];
    uint64_t bytes = fseek(file, 0, SEEK_END) == 0 ? (uint64_t)ftell(file) : 0;
    rewind(file);
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

uint64_t trace_metadata_check(const char *path, struct trace_result *result, bool *damaged)
{
    *damaged = false;
    FILE *file = fopen(path, "rb");
    if (!file) {
        trace_issue(result, "%s cannot be opened: %s", path, strerror(errno));
        return 0;
    }
    uint64_t whole = file_check(file, path, result, damaged);
    fclose(file);
    return whole;
}

bool trace_metadata_copy(const char *from, const char *to, uint64_t bytes)
{
    FILE *source = fopen(from, "rb");
    FILE *target = fopen(to, "wb");
    char block[4096];
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
