/* SPDX-License-Identifier: MIT */
#include "shown.h"

#include <stdio.h>
#include <string.h>

#include "memory.h"

/* U+0080 to U+009F. */
static bool is_control(const unsigned char *text)
{
    return text[0] == 0xC2 && text[1] < 0xA0;
}

/* U+FFFE and U+FFFF, which XML does not take. */
static bool is_no_character(const unsigned char *text)
{
    return text[0] == 0xEF && text[1] == 0xBF && text[2] >= 0xBE;
}

/* Bytes of the UTF-8 character at `text`; 0 when there is none that may be shown: a control or a stray byte. */
static size_t character_bytes(const unsigned char *text)
{
    static const struct {
        unsigned char lowest, highest; /* of the first byte */
        unsigned char second_lowest, second_highest;
        size_t bytes;
    } forms[] = {
        {0x20, 0x7E, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        if (text[0] < forms[i].lowest || text[0] > forms[i].highest) {
            continue;
        }
        if (forms[i].bytes > 1 && (text[1] < forms[i].second_lowest || text[1] > forms[i].second_highest)) {
            return 0;
        }
        for (size_t at = 2; at < forms[i].bytes; at++) {
            if (text[at] < 0x80 || text[at] > 0xBF) {
                return 0;
            }
        }
        return is_control(text) || is_no_character(text) ? 0 : forms[i].bytes;
    }
    return 0;
}

bool shown_is_plain(const char *text)
{
    while (*text >= 0x20 && *text <= 0x7E) {
        text++;
    }
    return *text == '\0';
}

char *shown_copy(const char *text)
{
    char *shown = memory_new(4 * strlen(text) + 1);
    char *end = shown;
    while (*text) {
        size_t bytes = character_bytes((const unsigned char *)text);
        if (bytes == 0) {
            end += sprintf(end, "\\x%02X", (unsigned char)*text++);
            continue;
        }
        memcpy(end, text, bytes);
        end += bytes;
        text += bytes;
    }
    return shown;
}
