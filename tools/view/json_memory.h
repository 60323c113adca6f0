/* SPDX-License-Identifier: MIT */
/* Small texts of JSON, in memory. */
#ifndef TLSCOPE_VIEW_JSON_MEMORY_H
#define TLSCOPE_VIEW_JSON_MEMORY_H

#include "json_stream.h"

struct json_memory {
    struct json_stream stream;
    char *text;
    size_t size;
};

/* Begins a text that is an object or an array. */
void json_memory_begin(struct json_memory *json, char bracket);

/* The whole text, for free(). */
char *json_memory_end(struct json_memory *json, char bracket);

#endif
