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

/* The text ends within what was wrong there, or before it: a string without an end, or part of a word or number. */
static bool is_cut(const char *text, const char *wrong)
{
    if (wrong == text) {
        return false;
    }
    if (wrong[-1] != '"') {
        return wrong[strspn(wrong, "abcdefghijklmnopqrstuvwxyz0123456789+-.E")] == '\0';
    }
    while (*wrong != '\0' && *wrong != '"') {
        wrong += *wrong == '\\' && wrong[1] != '\0' ? 2 : 1;
    }
    return *wrong == '\0';
}

static size_t line_of(const char *text, const char *place)
{
    size_t line = 1;
    for (const char *at = text; at < place; at++) {
        line += *at == '\n';
    }
    return line;
}

static cJSON *parse(const char *text, struct document_fault *fault)
{
    const char *wrong = text;
    cJSON *root = cJSON_ParseWithOpts(text, &wrong, false);
    if (root && wrong[strspn(wrong, " \t\r\n")] == '\0') {
        return root;
    }
    if (!root && is_cut(text, wrong)) {
        fault_tell(fault, "it is cut short: its JSON ends unfinished in line %zu, after %zu bytes",
                   line_of(text, wrong), strlen(text));
    } else {
        fault_tell(fault, "it is no JSON from line %zu on", line_of(text, wrong));
    }
    cJSON_Delete(root);
    return NULL;
}

cJSON *json_file_read(const char *path, struct document_fault *fault)
{
    char *text = file_text(path, fault);
    cJSON *root = text ? parse(text, fault) : NULL;
    free(text);
    return root;
}
