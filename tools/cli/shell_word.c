/* SPDX-License-Identifier: MIT */
#include "shell_word.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "shown.h"

static char *quoted(const char *text)
{
    char *word = memory_new(4 * strlen(text) + 3);
    char *end = word;
    *end++ = '\'';
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            end = stpcpy(end, "'\\''");
        } else {
            *end++ = *text;
        }
    }
    *end = '\'';
    return word;
}

/* In octal: its digits are always three, whatever follows them. */
static char *escaped(const char *text)
{
    char *word = memory_new(4 * strlen(text) + 4);
    char *end = stpcpy(word, "$'");
    for (; *text != '\0'; text++) {
        if (*text >= 0x20 && *text <= 0x7E && *text != '\'' && *text != '\\') {
            *end++ = *text;
        } else {
            end += sprintf(end, "\\%03o", (unsigned char)*text);
        }
    }
    *end = '\'';
    return word;
}

static char *word_of(const char *text)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./,:@%=";
    if (*text != '\0' && text[strspn(text, plain)] == '\0') {
        return memory_copy(text);
    }
    char *shown = shown_copy(text);
    char *word = strcmp(shown, text) == 0 ? quoted(text) : escaped(text);
    free(shown);
    return word;
}

char *shell_word(const char *path)
{
    char *text = memory_print("%s%s", path[0] == '-' ? "./" : "", path);
    char *word = word_of(text);
    free(text);
    return word;
}
