/* SPDX-License-Identifier: MIT */
#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "shown.h"

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

const char *names_keep(struct names *names, const char *text)
{
    if (shown_is_plain(text)) {
        return keep(names, text);
    }
    char *shown = shown_copy(text);
    const char *kept = keep(names, shown);
    free(shown);
    return kept;
}

void names_free(struct names *names)
{
    for (size_t i = 0; i < names->size; i++) {
        free(names->slots[i]);
    }
    free(names->slots);
    *names = (struct names){0};
}
