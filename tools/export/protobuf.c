/* SPDX-License-Identifier: MIT */
#include "protobuf.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { WIRE_VARINT = 0, WIRE_BYTES = 2, VARINT_MOST = 10 };

static void reserve(struct protobuf *message, size_t more)
{
    if (message->count + more > message->room) {
        message->room = 2 * message->room + more;
        message->bytes = memory_resize(message->bytes, message->room, 1);
    }
}

void protobuf_packed(struct protobuf *packed, uint64_t value)
{
    reserve(packed, VARINT_MOST);
    while (value >= 0x80) {
        packed->bytes[packed->count++] = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    packed->bytes[packed->count++] = (unsigned char)value;
}

void protobuf_number(struct protobuf *message, uint32_t field, uint64_t value)
{
    protobuf_packed(message, (uint64_t)field << 3 | WIRE_VARINT);
    protobuf_packed(message, value);
}

static void protobuf_bytes(struct protobuf *message, uint32_t field, const void *bytes, size_t count)
{
    protobuf_packed(message, (uint64_t)field << 3 | WIRE_BYTES);
    protobuf_packed(message, count);
    reserve(message, count);
    if (count > 0) {
        memcpy(message->bytes + message->count, bytes, count);
    }
    message->count += count;
}

void protobuf_text(struct protobuf *message, uint32_t field, const char *text)
{
    protobuf_bytes(message, field, text, strlen(text));
}

void protobuf_message(struct protobuf *message, uint32_t field, struct protobuf *inner)
{
    protobuf_bytes(message, field, inner->bytes, inner->count);
    inner->count = 0;
}

void protobuf_free(struct protobuf *message)
{
    free(message->bytes);
}
