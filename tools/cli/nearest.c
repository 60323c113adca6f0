/* SPDX-License-Identifier: MIT */
/* What a mistyped word most likely meant. */
#include <stdio.h>
#include <string.h>

#include "cli.h"

#define MAX_WORD 63

/* Letters from which on the beginning of a name stands for it. */
enum { CUT_LEAST = 3 };

static unsigned least_of(unsigned a, unsigned b, unsigned c)
{
    unsigned least = a < b ? a : b;
    return least < c ? least : c;
}

/* Levenshtein distance; both words have at most MAX_WORD letters. */
static unsigned typing_errors(const char *typed, const char *name)
{
    unsigned row[MAX_WORD + 1];
    size_t width = strlen(name);
    for (size_t j = 0; j <= width; j++) {
        row[j] = (unsigned)j;
    }
    for (size_t i = 0; typed[i] != '\0'; i++) {
        unsigned diagonal = row[0];
        row[0] = (unsigned)i + 1;
        for (size_t j = 0; j < width; j++) {
            unsigned replaced = diagonal + (typed[i] != name[j]);
            diagonal = row[j + 1];
            row[j + 1] = least_of(replaced, row[j] + 1, diagonal + 1);
        }
    }
    return row[width];
}

const char *cli_nearest(const char *text, const char *const *names, size_t count)
{
    size_t length = strlen(text);
    if (length == 0 || length > MAX_WORD) {
        return NULL;
    }
    const char *nearest = NULL;
    unsigned fewest = (unsigned)length / 3 + 1;
    for (size_t i = 0; i < count; i++) {
        if (strlen(names[i]) > MAX_WORD) {
            continue;
        }
        const bool cut_short = length >= CUT_LEAST && strncmp(names[i], text, length) == 0;
        unsigned errors = cut_short ? 1 : typing_errors(text, names[i]);
        if (errors <= fewest && (nearest == NULL || errors < fewest)) {
            nearest = names[i];
            fewest = errors;
        }
    }
    return nearest;
}

const char *cli_suggest(char suggestion[CLI_SUGGESTION_BYTES], const char *typed, const char *dashes,
                        const char *const *names, size_t count)
{
    const size_t length = strlen(dashes);
    const bool begins = strncmp(typed, dashes, length) == 0;
    const char *nearest = begins ? cli_nearest(typed + length, names, count) : NULL;
    suggestion[0] = '\0';
    if (nearest != NULL) {
        snprintf(suggestion, CLI_SUGGESTION_BYTES, "; did you mean '%s%s'?", dashes, nearest);
    }
    return suggestion;
}
