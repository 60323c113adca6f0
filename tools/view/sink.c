/* SPDX-License-Identifier: MIT */
#include "sink.h"

enum { GROUP_BYTES = 3, GROUP_LETTERS = 4 };

static void group_encode(const unsigned char *bytes, char *letters)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    letters[0] = alphabet[bytes[0] >> 2];
    letters[1] = alphabet[(bytes[0] & 3) << 4 | bytes[1] >> 4];
    letters[2] = alphabet[(bytes[1] & 15) << 2 | bytes[2] >> 6];
    letters[3] = alphabet[bytes[2] & 63];
}

static bool groups_write(struct sink *sink, const unsigned char *bytes, size_t groups)
{
    char letters[GROUP_LETTERS * 4096];
    while (groups > 0) {
        const size_t part = groups < sizeof(letters) / GROUP_LETTERS ? groups : sizeof(letters) / GROUP_LETTERS;
        for (size_t i = 0; i < part; i++) {
            group_encode(bytes + i * GROUP_BYTES, letters + i * GROUP_LETTERS);
        }
        if (fwrite(letters, GROUP_LETTERS, part, sink->file) != part) {
            return false;
        }
        bytes += part * GROUP_BYTES;
        groups -= part;
    }
    return true;
}

/* Completes the group that was begun before; returns how many of the bytes that took. */
static size_t group_complete(struct sink *sink, const unsigned char *bytes, size_t count)
{
    size_t taken = 0;
    while (sink->waiting_count > 0 && sink->waiting_count < GROUP_BYTES && taken < count) {
        sink->waiting[sink->waiting_count++] = bytes[taken++];
    }
    return taken;
}

bool sink_write(void *context, const void *data, size_t count)
{
    struct sink *sink = context;
    const unsigned char *bytes = data;
    if (!sink->base64) {
        return fwrite(bytes, 1, count, sink->file) == count;
    }
    const size_t taken = group_complete(sink, bytes, count);
    if (sink->waiting_count == GROUP_BYTES) {
        if (!groups_write(sink, sink->waiting, 1)) {
            return false;
        }
        sink->waiting_count = 0;
    }
    const size_t groups = (count - taken) / GROUP_BYTES;
    for (size_t i = taken + groups * GROUP_BYTES; i < count; i++) {
        sink->waiting[sink->waiting_count++] = bytes[i];
    }
    return groups_write(sink, bytes + taken, groups);
}

bool sink_finish(struct sink *sink)
{
    char letters[GROUP_LETTERS];
    if (sink->waiting_count == 0) {
        return true;
    }
    for (size_t i = sink->waiting_count; i < GROUP_BYTES; i++) {
        sink->waiting[i] = 0;
    }
    group_encode(sink->waiting, letters);
    for (size_t i = sink->waiting_count + 1; i < GROUP_LETTERS; i++) {
        letters[i] = '=';
    }
    sink->waiting_count = 0;
    return fwrite(letters, 1, GROUP_LETTERS, sink->file) == GROUP_LETTERS;
}
