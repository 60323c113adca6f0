/* SPDX-License-Identifier: MIT */
#include "column.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "memory.h"

enum { RAW_BYTES = 1 << 15, PACKED_BYTES = 1 << 15, DEFLATE_LEVEL = 1, DEFLATE_RAW = -15, DEFLATE_MEMORY = 8 };

#define VALUE_MOST (UINT64_C(1) << 53)

struct column_packer {
    z_stream stream;
    size_t used;
    unsigned char raw[RAW_BYTES];
    unsigned char packed[PACKED_BYTES];
};

const char *column_encoding_name(enum column_encoding encoding)
{
    static const char *const names[] = {
        [COLUMN_JSON] = "json", [COLUMN_U8] = "u8", [COLUMN_VARINT] = "varint", [COLUMN_DELTA] = "delta"};
    return names[encoding];
}

size_t varint_put(unsigned char *bytes, uint64_t value)
{
    size_t count = 0;
    while (value > 0x7f) {
        bytes[count++] = (unsigned char)(value | 0x80);
        value >>= 7;
    }
    bytes[count++] = (unsigned char)value;
    return count;
}

static void begin(struct column *column)
{
    if (column->packer) {
        return;
    }
    column->packer = memory_new(sizeof(*column->packer));
    if (deflateInit2(&column->packer->stream, DEFLATE_LEVEL, Z_DEFLATED, DEFLATE_RAW, DEFLATE_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        memory_out();
    }
}

static void pack(struct column *column, const void *bytes, size_t count, int flush)
{
    struct column_packer *packer = column->packer;
    packer->stream.next_in = (unsigned char *)(uintptr_t)bytes; /* zlib only reads it */
    packer->stream.avail_in = (unsigned)count;
    do {
        packer->stream.next_out = packer->packed;
        packer->stream.avail_out = PACKED_BYTES;
        deflate(&packer->stream, flush);
        spool_add(&column->packed, packer->packed, PACKED_BYTES - packer->stream.avail_out);
    } while (packer->stream.avail_out == 0);
}

static unsigned char *room(struct column *column)
{
    struct column_packer *packer = column->packer;
    if (packer->used > RAW_BYTES - VARINT_MOST) {
        pack(column, packer->raw, packer->used, Z_NO_FLUSH);
        packer->used = 0;
    }
    return packer->raw + packer->used;
}

void column_add(struct column *column, uint64_t value)
{
    begin(column);
    unsigned char *at = room(column);
    value = value < VALUE_MOST ? value : VALUE_MOST;
    switch (column->encoding) {
    case COLUMN_U8:
        *at = (unsigned char)(value < UINT8_MAX ? value : UINT8_MAX);
        column->packer->used++;
        break;
    case COLUMN_DELTA:
        column->packer->used += varint_put(at, zigzag(value - column->previous));
        column->previous = value;
        break;
    default:
        column->packer->used += varint_put(at, value);
        break;
    }
    column->count++;
}

void column_add_text(struct column *column, const char *text, size_t bytes)
{
    begin(column);
    while (bytes > 0) {
        const size_t part = bytes < RAW_BYTES ? bytes : RAW_BYTES;
        pack(column, text, part, Z_NO_FLUSH);
        text += part;
        bytes -= part;
    }
    column->count = 1;
}

void column_finish(struct column *column)
{
    if (column->packer) {
        pack(column, column->packer->raw, column->packer->used, Z_FINISH);
        deflateEnd(&column->packer->stream);
        free(column->packer);
        column->packer = NULL;
    }
}

void column_free(struct column *column)
{
    column_finish(column);
    spool_free(&column->packed);
}
