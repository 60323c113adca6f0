/* SPDX-License-Identifier: MIT */
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Options that say what calls do, and of these the ones by which objects live longer or shorter. */
static const char *const replayed[] = {"unregister", "moved", "pool_limit", "quarantine", NULL};
static const char *const watched[] = {"heap", NULL};
static const char *const rules[] = {"unregister", "moved", "options_file", NULL};

/* True when the pair at `text` has one of these keys. */
static bool has_key(const char *text, const char *const *keys)
{
    const size_t length = strcspn(text, "=:");
    for (size_t i = 0; keys[i] != NULL; i++) {
        if (strlen(keys[i]) == length && strncmp(text, keys[i], length) == 0) {
            return true;
        }
    }
    return false;
}

/* The pair after the one at `text`. */
static const char *next_pair(const char *text)
{
    text += strcspn(text, ":");
    return text + (*text == ':');
}

char *settings_merge(const char *recorded, const char *user, bool under, bool statements)
{
    char *merged = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&merged, &size);
    if (out == NULL) {
        return NULL;
    }
    for (const char *pair = recorded; *pair != '\0'; pair = next_pair(pair)) {
        if (has_key(pair, replayed) || (!under && has_key(pair, watched))) {
            fprintf(out, "%.*s:", (int)strcspn(pair, ":"), pair);
        }
    }
    fputs(under ? "trace=0:" : "", out);
    fputs(statements ? "source=before:" : "", out);
    fputs(user != NULL ? user : "", out);
    return fclose(out) == 0 ? merged : NULL;
}

bool settings_change_rules(const char *user)
{
    for (const char *pair = user != NULL ? user : ""; *pair != '\0'; pair = next_pair(pair)) {
        if (has_key(pair, rules)) {
            return true;
        }
    }
    return false;
}
