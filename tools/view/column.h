/* SPDX-License-Identifier: MIT */
/* One column of the viewer's data: values in, encoded and deflated bytes out. viz/FORMAT.md has the encodings. */
#ifndef TLSCOPE_VIEW_COLUMN_H
#define TLSCOPE_VIEW_COLUMN_H

#include "spool.h"

enum column_encoding { COLUMN_JSON, COLUMN_U8, COLUMN_VARINT, COLUMN_DELTA };

const char *column_encoding_name(enum column_encoding encoding);

struct column {
    enum column_encoding encoding;
    uint64_t count;               /* values; of JSON 1 */
    uint64_t previous;            /* of a column of differences */
    struct column_packer *packer; /* NULL before the first value */
    struct spool packed;
};

/* A value of a column of numbers; those beyond 2^53 become that, since readers have no larger ones. */
void column_add(struct column *column, uint64_t value);

/* A piece of a column of text. */
void column_add_text(struct column *column, const char *text, size_t bytes);

/* No value follows: `packed` is complete. */
void column_finish(struct column *column);

void column_free(struct column *column);

/* An unsigned number in LEB128: 10 bytes at most. Returns how many. */
size_t varint_put(unsigned char *bytes, uint64_t value);

/* A difference as an unsigned number: 0, -1, 1, -2 are 0, 1, 2, 3. */
static inline uint64_t zigzag(uint64_t difference)
{
    return difference << 1 ^ (uint64_t)((int64_t)difference >> 63);
}

enum { VARINT_MOST = 10 };

#endif
