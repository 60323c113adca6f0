/* SPDX-License-Identifier: MIT */
/* Where a command writes, and in which format. */
#ifndef TLSCOPE_CLI_OUTPUT_H
#define TLSCOPE_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

enum output_format { OUTPUT_TEXT, OUTPUT_JSON };

struct output {
    const char *path; /* NULL: the standard output */
    enum output_format format;
};

/* The letter of --json, which has no short form. */
enum { OUTPUT_LETTER_JSON = 256 };

/* Takes one of the options -o, -F and --json. False, with a message, when its argument is none it can have. */
bool output_set_option(struct output *output, const char *command, int letter, const char *text);

/* The file to write to; NULL when it cannot be opened. Either is for output_end. */
FILE *output_begin(const char *path);

/* Ends writing. False, with a message, when not all could be written or `written` says so already. */
bool output_end(FILE *file, const char *path, bool written);

#endif
