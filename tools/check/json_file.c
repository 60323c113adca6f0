/* SPDX-License-Identifier: MIT */
#include "json_file.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { FIRST_READ = 1 << 16 };

/* All of the file, which may be a pipe; errno says what went wrong. */
static char *read_all(FILE *file, size_t *length)
{
    size_t size = FIRST_READ;
    char *text = memory_resize(NULL, size, 1);
    *length = 0;
    for (;;) {
        size_t got = fread(text + *length, 1, size - *length, file);
        *length += got;
        if (got == 0) {
            break;
        }
        if (*length == size) {
            size *= 2;
            text = memory_resize(text, size, 1);
        }
    }
    if (ferror(file)) {
        free(text);
        return NULL;
    }
    return text;
}

cJSON *json_file_read(const char *path, const char *what, struct failure *failure)
{
    size_t length = 0;
    FILE *file = fopen(path, "re");
    char *text = file ? read_all(file, &length) : NULL;
    int error = errno;
    if (file) {
        fclose(file);
    }
    if (!text) {
        failure_set(failure, "%s cannot be read: %s: %s", what, path, strerror(error));
        return NULL;
    }
    const char *end = text;
    cJSON *document = cJSON_ParseWithLengthOpts(text, length, &end, false);
    while (document && end < text + length && isspace((unsigned char)*end)) {
        end++;
    }
    if (!document || end != text + length) {
        cJSON_Delete(document);
        document = NULL;
        failure_set(failure, "%s cannot be read: %s is no JSON from byte %td on", what, path, end - text);
    }
    free(text);
    return document;
}

bool json_file_write(cJSON *document, FILE *file)
{
    char *text = cJSON_Print(document);
    cJSON_Delete(document);
    if (!text) {
        errno = ENOMEM;
        return false;
    }
    bool written = fputs(text, file) >= 0 && fputc('\n', file) != EOF;
    free(text);
    return written;
}
