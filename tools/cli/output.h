/* SPDX-License-Identifier: MIT */
/* Where a command writes, and in which format: the same options in all commands. */
#ifndef TLSCOPE_CLI_OUTPUT_H
#define TLSCOPE_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "cli.h"

#define OUTPUT_FORMATS(X)                  X(TEXT, "text") X(JSON, "json") X(SARIF, "sarif") X(JUNIT, "junit")
#define OUTPUT_FORMAT_ENUMERATOR(id, name) OUTPUT_##id,
enum output_format { OUTPUT_FORMATS(OUTPUT_FORMAT_ENUMERATOR) OUTPUT_FORMAT_COUNT };

/* The format is OUTPUT_FORMAT_COUNT until one is asked for, where output_format_or is to choose. */
struct output {
    const char *path; /* NULL: the standard output */
    enum output_format format;
    bool all; /* the text does not stop after the first findings */
};

/* The letter of --json, which has no short form; those of a command's own long options come after it. */
enum { OUTPUT_LETTER_JSON = 256 };

/* Entries of a table of options. `formats` are those the command has, such as "text|json". */
#define OUTPUT_PATH_OPTION(what)                                                                                       \
    {                                                                                                                  \
        'o', "output", "FILE", "write " what " there; '-' is the standard output"                                      \
    }
#define OUTPUT_OPTIONS(what, formats, default_format)                                                                  \
    OUTPUT_PATH_OPTION(what), {'F', "format", formats, "of " what " (default: " default_format ")"},                   \
    {                                                                                                                  \
        OUTPUT_LETTER_JSON, "json", NULL, "the same as --format json"                                                  \
    }

#define OUTPUT_ALL_OPTION(else_what)                                                                                   \
    {                                                                                                                  \
        'a', "all", NULL, "all findings, as text: else the first 20 " else_what                                        \
    }

/* The format, where none was asked for: text where all findings were. */
enum output_format output_format_or(const struct output *output, enum output_format otherwise);

/* Takes one of these options. False, with a message, when its argument is none it can have. */
bool output_set_option(struct output *output, const struct cli_usage *usage, int letter, const char *text);

/* The path that an option names; NULL for '-', the standard output. */
const char *output_path(const char *text);

/* The file to write to; NULL when it cannot be opened. Either is for output_end. */
FILE *output_begin(const char *path);

/* Ends writing. False, with a message, when not all could be written or `written` says so already. */
bool output_end(FILE *file, const char *path, bool written);

#endif
