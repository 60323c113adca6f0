/* SPDX-License-Identifier: MIT */
#include "options_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *trim(char *text)
{
    while (isspace((unsigned char)*text)) {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) {
        text[--length] = '\0';
    }
    return text;
}

/* A # that begins a word begins a comment. */
static void cut_comment(char *line)
{
    for (char *mark = strchr(line, '#'); mark != NULL; mark = strchr(mark + 1, '#')) {
        if (mark == line || isspace((unsigned char)mark[-1])) {
            *mark = '\0';
            return;
        }
    }
}

static bool take_line(char *line, options_file_taker *take, void *context, struct failure *failure)
{
    cut_comment(line);
    char *name = trim(line);
    char *equals = strchr(name, '=');
    if (*name == '\0') {
        return true;
    }
    if (equals == NULL) {
        return failure_set(failure, "'%.80s' is not of the form name = value", name);
    }
    *equals = '\0';
    return take(context, trim(name), trim(equals + 1), failure);
}

bool options_file_read(const char *path, options_file_taker *take, void *context, struct failure *failure)
{
    char *line = NULL;
    size_t size = 0;
    unsigned number = 0;
    bool good = true;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return failure_set(failure, "%s cannot be read: %s", path, strerror(errno));
    }
    while (good && getline(&line, &size, file) >= 0) {
        struct failure wrong;
        number++;
        good = take_line(line, take, context, &wrong) || failure_set(failure, "%s:%u: %s", path, number, wrong.text);
    }
    if (good && ferror(file)) {
        good = failure_set(failure, "%s cannot be read: %s", path, strerror(errno));
    }
    free(line);
    fclose(file);
    return good;
}
