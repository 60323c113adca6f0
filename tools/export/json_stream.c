/* SPDX-License-Identifier: MIT */
#include "json_stream.h"

#include <inttypes.h>

static void quoted(FILE *file, const char *text)
{
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') {
            fputc('\\', file);
        }
        fputc(*text, file);
    }
    fputc('"', file);
}

static void begin(struct json_stream *json, const char *name)
{
    if (json->comma) {
        fputc(',', json->file);
    }
    if (name) {
        quoted(json->file, name);
        fputc(':', json->file);
    }
    json->comma = true;
}

void json_open(struct json_stream *json, const char *name, char bracket)
{
    begin(json, name);
    fputc(bracket, json->file);
    json->comma = false;
}

void json_close(struct json_stream *json, char bracket)
{
    fputc(bracket, json->file);
    json->comma = true;
}

void json_text(struct json_stream *json, const char *name, const char *text)
{
    begin(json, name);
    quoted(json->file, text);
}

void json_number(struct json_stream *json, const char *name, uint64_t number)
{
    begin(json, name);
    fprintf(json->file, "%" PRIu64, number);
}

void json_bool(struct json_stream *json, const char *name, bool value)
{
    begin(json, name);
    fputs(value ? "true" : "false", json->file);
}

void json_thousandths(struct json_stream *json, const char *name, uint64_t number)
{
    begin(json, name);
    fprintf(json->file, "%" PRIu64 ".%03u", number / 1000, (unsigned)(number % 1000));
}

void json_hex(struct json_stream *json, const char *name, uint64_t number)
{
    begin(json, name);
    fprintf(json->file, "\"0x%" PRIx64 "\"", number);
}

void json_line(struct json_stream *json)
{
    if (json->comma) {
        fputc(',', json->file);
        json->comma = false;
    }
    fputc('\n', json->file);
}
