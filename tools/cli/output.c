/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <string.h>

static bool set_format(struct output *output, const struct cli_usage *usage, const char *text)
{
#define FORMAT_NAME(id, name) name,
    static const char *const names[] = {OUTPUT_FORMATS(FORMAT_NAME)};
    if (!cli_is_choice(usage, 'F', text)) {
        return false;
    }
    output->format = 0;
    while (strcmp(text, names[output->format]) != 0) {
        output->format++;
    }
    return true;
}

const char *output_path(const char *text)
{
    return strcmp(text, "-") == 0 ? NULL : text;
}

bool output_set_option(struct output *output, const struct cli_usage *usage, int letter, const char *text)
{
    switch (letter) {
    case 'o':
        output->path = output_path(text);
        return true;
    case 'F':
        return set_format(output, usage, text);
    case OUTPUT_LETTER_JSON:
        output->format = OUTPUT_JSON;
        return true;
    case 'a':
        output->all = true;
        return true;
    default:
        return false;
    }
}

enum output_format output_format_or(const struct output *output, enum output_format otherwise)
{
    const bool asked = output->format != OUTPUT_FORMAT_COUNT;
    return asked ? output->format : output->all ? OUTPUT_TEXT : otherwise;
}

FILE *output_begin(const char *path)
{
    return path != NULL ? fopen(path, "we") : stdout;
}

bool output_end(FILE *file, const char *path, bool written)
{
    written = written && fflush(file) == 0;
    int error = errno != 0 ? errno : EIO; /* libraries that write do not all say why not */
    if (file != NULL && path != NULL && fclose(file) != 0) {
        error = written ? errno : error;
        written = false;
    }
    if (!written) {
        fprintf(stderr, "tlscope: %s cannot be written: %s\n", path != NULL ? path : "the standard output",
                strerror(error));
    }
    return written;
}
