/* SPDX-License-Identifier: MIT */
/* The options of `tlscope check`, from the command line and from a file. */
#ifndef TLSCOPE_CLI_CHECK_OPTIONS_H
#define TLSCOPE_CLI_CHECK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "thresholds.h"

#define CHECK_FORMATS(X)                  X(TEXT, "text") X(JSON, "json") X(SARIF, "sarif") X(JUNIT, "junit")
#define CHECK_FORMAT_ENUMERATOR(id, name) CHECK_FORMAT_##id,
enum check_format { CHECK_FORMATS(CHECK_FORMAT_ENUMERATOR) CHECK_FORMAT_COUNT };

struct check_options {
    const char *source; /* a report or trace; of argv */
    const char *config; /* of argv; NULL: .tlscope-check, where there is one */
    struct thresholds thresholds;
    char **suppressions; /* paths */
    size_t suppression_count;
    char *baseline;             /* NULL: none */
    const char *write_baseline; /* of argv; NULL: none */
    const char *output;         /* of argv; NULL: the standard output */
    enum check_format format;
    bool print_suppressions;
};

/* Reads command line and file. -1 when all is well, else an exit code, after saying why. */
int check_options_parse(int argc, char **argv, struct check_options *options);
void check_options_free(struct check_options *options);

#endif
