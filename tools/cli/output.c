/* SPDX-License-Identifier: MIT */
#include "output.h"

#include <errno.h>
#include <string.h>

/* The formats of a command, as its table of options has them: "text|json". */
static const char *formats_of(const struct cli_usage *usage)
{
    const struct cli_option *option = usage->options;
    while (option->letter != 'F') {
        option++;
    }
    return option->argument;
}

static bool is_among(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = strstr(words, word); at != NULL; at = strstr(at + 1, word)) {
        bool begins = at == words || at[-1] == '|';
        if (begins && (at[length] == '|' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* "text, json or junit" for "text|json|junit". */
static void list_words(const char *words, char *list, size_t room)
{
    list[0] = '\0';
    while (*words != '\0') {
        size_t length = strcspn(words, "|");
        const char *next = words[length] == '|' ? words + length + 1 : words + length;
        const char *between = *next == '\0' ? "" : strchr(next, '|') != NULL ? ", " : " or ";
        size_t end = strlen(list);
        snprintf(list + end, room - end, "%.*s%s", (int)length, words, between);
        words = next;
    }
}

static bool set_format(struct output *output, const struct cli_usage *usage, const char *text)
{
#define FORMAT_NAME(id, name) name,
    static const char *const names[] = {OUTPUT_FORMATS(FORMAT_NAME)};
    for (enum output_format format = 0; format < OUTPUT_FORMAT_COUNT; format++) {
        if (strcmp(text, names[format]) == 0 && is_among(formats_of(usage), text)) {
            output->format = format;
            return true;
        }
    }
    char list[80];
    list_words(formats_of(usage), list, sizeof list);
    cli_usage_error(usage->command, "--format takes %s, not '%s'", list, text);
    return false;
}

bool output_set_option(struct output *output, const struct cli_usage *usage, int letter, const char *text)
{
    switch (letter) {
    case 'o':
        output->path = strcmp(text, "-") == 0 ? NULL : text;
        return true;
    case 'F':
        return set_format(output, usage, text);
    case OUTPUT_LETTER_JSON:
        output->format = OUTPUT_JSON;
        return true;
    default:
        return false;
    }
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
