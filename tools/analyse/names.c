/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static size_t slot_of(const struct names *names, const char *text)
{
    size_t hash = 5381;
    for (const char *at = text; *at; at++) {
        hash = hash * 33 ^ (unsigned char)*at;
    }
    size_t slot = (hash ^ hash >> 17) & (names->size - 1);
    while (names->slots[slot] && strcmp(names->slots[slot], text) != 0) {
        slot = (slot + 1) & (names->size - 1);
    }
    return slot;
}

static void grow(struct names *names)
{
    struct names grown = {.size = names->size ? names->size * 2 : 64, .count = names->count};
    grown.slots = memory_new(grown.size * sizeof(*grown.slots));
    for (size_t i = 0; i < names->size; i++) {
        if (names->slots[i]) {
            grown.slots[slot_of(&grown, names->slots[i])] = names->slots[i];
        }
    }
    free(names->slots);
    *names = grown;
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
        /* U+0080 to U+009F are controls, too. */
        return text[0] == 0xC2 && text[1] < 0xA0 ? 0 : forms[i].bytes;
    }
    return 0;
}

static bool is_plain(const char *text)
{
    while (*text >= 0x20 && *text <= 0x7E) {
        text++;
    }
    return *text == '\0';
}

char *names_shown(const char *text)
{
    if (is_plain(text)) {
        return NULL;
    }
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

static const char *keep(struct names *names, const char *text);

const char *names_keep(struct names *names, const char *text)
{
    char *shown = names_shown(text);
    const char *kept = keep(names, shown ? shown : text);
    free(shown);
    return kept;
}

static const char *keep(struct names *names, const char *text)
{
    if ((names->count + 1) * 2 > names->size) {
        grow(names);
    }
    char **slot = &names->slots[slot_of(names, text)];
    if (!*slot) {
        *slot = memory_copy(text);
        names->count++;
    }
    return *slot;
}

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->size; i++) {
        free(names->slots[i]);
    }
    free(names->slots);
    *names = (struct names){0};
}
