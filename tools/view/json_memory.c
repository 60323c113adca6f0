/* SPDX-License-Identifier: MIT */
#include "json_memory.h"

#include "memory.h"

void json_memory_begin(struct json_memory *json, char bracket)
{
    *json = (struct json_memory){.text = NULL};
    json->stream.file = open_memstream(&json->text, &json->size);
    if (!json->stream.file) {
        memory_out();
    }
    json_open(&json->stream, NULL, bracket);
}

char *json_memory_end(struct json_memory *json, char bracket)
{
    json_close(&json->stream, bracket);
    if (fclose(json->stream.file) != 0) {
        memory_out();
    }
    return json->text;
}
