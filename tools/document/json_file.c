/* SPDX-License-Identifier: MIT */
#include "json_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of a file, for free(); NULL, told to the fault, when it cannot be read or is no text. */
static char *file_text(const char *path, struct document_fault *fault)
{
    bool is_input = strcmp(path, "-") == 0;
    FILE *file = is_input ? stdin : fopen(path, "re");
    char *text = NULL;
    size_t size = 0;
    if (!file) {
        fault_tell(fault, "it cannot be read: %s", strerror(errno));
        return NULL;
    }
    errno = 0;
    ssize_t length = getdelim(&text, &size, '\0', file);
    if (ferror(file)) {
        fault_tell(fault, "it cannot be read: %s", strerror(errno));
    } else if (length <= 0) {
        fault_tell(fault, "it is empty");
    } else if (text[length - 1] == '\0') {
        fault_tell(fault, "it is no JSON");
    }
    if (!is_input) {
        fclose(file);
    }
    if (fault_is(fault)) {
        free(text);
        return NULL;
    }
    return text;
}

static cJSON *parse(const char *text, struct document_fault *fault)
{
    const char *end = text;
    cJSON *root = cJSON_ParseWithOpts(text, &end, true);
    if (!root) {
        size_t line = 1;
        for (const char *at = text; at < end; at++) {
            line += *at == '\n';
        }
        fault_tell(fault, *end ? "it is no JSON from line %zu on" : "its JSON stops short in line %zu", line);
    }
    return root;
}

cJSON *json_file_read(const char *path, struct document_fault *fault)
{
    char *text = file_text(path, fault);
    cJSON *root = text ? parse(text, fault) : NULL;
    free(text);
    return root;
}
