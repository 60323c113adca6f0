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

static bool take_line(char *line, options_file_taker *take, void *context, struct document_fault *fault)
{
    cut_comment(line);
    char *name = trim(line);
    char *equals = strchr(name, '=');
    if (*name == '\0') {
        return true;
    }
    if (equals == NULL) {
        return fault_tell(fault, "'%.80s' is not of the form name = value", name);
    }
    *equals = '\0';
    return take(context, trim(name), trim(equals + 1), fault);
}

bool options_file_read(const char *path, options_file_taker *take, void *context, struct document_fault *fault)
{
    char *line = NULL;
    size_t size = 0;
    unsigned number = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return fault_tell(fault, "%s cannot be read: %s", path, strerror(errno));
    }
    while (!fault_is(fault) && getline(&line, &size, file) >= 0) {
        fault_set_where(fault, "%s:%u", path, ++number);
        take_line(line, take, context, fault);
    }
    fault_set_where(fault, "%s", "");
    if (ferror(file)) {
        fault_tell(fault, "%s cannot be read: %s", path, strerror(errno));
    }
    free(line);
    fclose(file);
    return !fault_is(fault);
}
