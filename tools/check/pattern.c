/* SPDX-License-Identifier: MIT */
#include "pattern.h"

#include <stddef.h>
#include <string.h>

bool pattern_matches(const char *pattern, const char *text)
{
    bool anchored = *pattern == '^';
    const char *at = pattern + anchored;
    const char *after_star = anchored ? NULL : at; /* where to go on when what follows the last star does not fit */
    const char *retry = text;
    for (;;) {
        bool end = strcmp(at, "$") == 0;
        if (*at == '*') {
            after_star = ++at;
            retry = text;
        } else if (*at == '\0' || (end && *text == '\0')) {
            return true;
        } else if (!end && *text != '\0' && *at == *text) {
            at++;
            text++;
        } else if (after_star && *retry != '\0') {
            at = after_star;
            text = ++retry;
        } else {
            return false;
        }
    }
}
