/* SPDX-License-Identifier: MIT */
#include "clean_text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static size_t length_of(unsigned char first)
{
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first < 0xe0) {
        return 2;
    }
    return first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

static bool is_fit(uint32_t character, size_t length)
{
    static const uint32_t least[] = {0, 0x20, 0xa0, 0x800, 0x10000};
    bool surrogate = character >= 0xd800 && character < 0xe000;
    bool none = (character & 0xfffe) == 0xfffe;
    return character >= least[length] && character != 0x7f && !surrogate && !none && character < 0x110000;
}

/* Bytes of the character at the start of the text; 0 when it is none, or not fit to be shown. */
static size_t fit_length(const unsigned char *text)
{
    size_t length = length_of(text[0]);
    uint32_t character = length > 1 ? text[0] & (0x7fU >> length) : text[0];
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0) != 0x80) {
            return 0;
        }
        character = character << 6 | (text[i] & 0x3f);
    }
    return length > 0 && is_fit(character, length) ? length : 0;
}

void clean_text(char *text)
{
    while (*text != '\0') {
        size_t length = fit_length((const unsigned char *)text);
        if (length == 0) {
            *text = '?';
            length = 1;
        }
        text += length;
    }
}

/* cJSON reads no more than CJSON_NESTING_LIMIT levels, and the analysis makes fewer. */
void clean_json(cJSON *item)
{
    for (; item; item = item->next) {
        if (item->valuestring && !(item->type & cJSON_IsReference)) {
            clean_text(item->valuestring);
        }
        clean_json(item->child);
    }
}
