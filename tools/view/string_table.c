/* SPDX-License-Identifier: MIT */
#include "string_table.h"

#include "json_memory.h"

struct string {
    const char *key; /* kept, so that equal texts are one pointer */
    uint32_t number;
};

void strings_init(struct strings *strings)
{
    *strings = (struct strings){.numbers = GROUPING_OF(struct string)};
    strings_number(strings, "");
}

void strings_free(struct strings *strings)
{
    grouping_free(&strings->numbers);
    names_free(&strings->names);
}

uint32_t strings_number(struct strings *strings, const char *text)
{
    const char *kept = names_keep(&strings->names, text ? text : "");
    const size_t known = strings->numbers.count;
    struct string *string = grouping_entry(&strings->numbers, &kept);
    if (strings->numbers.count > known) {
        string->number = (uint32_t)known;
    }
    return string->number;
}

char *strings_json(const struct strings *strings)
{
    struct json_memory json;
    json_memory_begin(&json, '[');
    for (size_t i = 0; i < strings->numbers.count; i++) {
        const struct string *string = strings->numbers.entries[i];
        json_text(&json.stream, NULL, string->key);
    }
    return json_memory_end(&json, ']');
}
