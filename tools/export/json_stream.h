/* SPDX-License-Identifier: MIT */
/* JSON written front to back: exports may be larger than memory. Names are NULL in arrays. */
#ifndef TLSCOPE_EXPORT_JSON_STREAM_H
#define TLSCOPE_EXPORT_JSON_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json_stream {
    FILE *file;
    bool comma; /* something stands before the next value */
};

/* Opens an object or an array. */
void json_open(struct json_stream *json, const char *name, char bracket);
void json_close(struct json_stream *json, char bracket);

/* `text` is UTF-8 without control characters, as kept names are. */
void json_text(struct json_stream *json, const char *name, const char *text);
void json_number(struct json_stream *json, const char *name, uint64_t number);
void json_bool(struct json_stream *json, const char *name, bool value);
/* Thousandths as a decimal fraction: 1234567 is 1234.567. */
void json_thousandths(struct json_stream *json, const char *name, uint64_t number);
void json_hex(struct json_stream *json, const char *name, uint64_t number);

/* A line break before the next value. */
void json_line(struct json_stream *json);

#endif
