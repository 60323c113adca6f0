/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <string.h>

#include "cli.h"

static bool set_format(struct output *output, const char *command, const char *text)
{
    if (strcmp(text, "json") == 0) {
        output->format = OUTPUT_JSON;
        return true;
    }
    if (strcmp(text, "text") == 0) {
        output->format = OUTPUT_TEXT;
        return true;
    }
    cli_usage_error(command, "--format takes json or text, not '%s'", text);
    return false;
}

bool output_set_option(struct output *output, const char *command, int letter, const char *text)
{
    switch (letter) {
    case 'o':
        output->path = strcmp(text, "-") == 0 ? NULL : text;
        return true;
    case 'F':
        return set_format(output, command, text);
    case OUTPUT_LETTER_JSON:
        output->format = OUTPUT_JSON;
        return true;
    default:
        return false;
    }
}

FILE *output_begin(const char *path)
{
    return path ? fopen(path, "we") : stdout;
}

bool output_end(FILE *file, const char *path, bool written)
{
    int error = errno;
    if (file && path && fclose(file) != 0) {
        error = errno;
        written = false;
    }
    if (!written) {
        fprintf(stderr, "tlscope: the report cannot be written to %s: %s\n", path ? path : "the standard output",
                strerror(error));
    }
    return written;
}
