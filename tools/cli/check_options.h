/* SPDX-License-Identifier: MIT */
/* The options of `tlscope check`, from the command line and from a file. */
#ifndef TLSCOPE_CLI_CHECK_OPTIONS_H
#define TLSCOPE_CLI_CHECK_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "output.h"
#include "thresholds.h"
#include "trace.h"

struct check_options {
    const char *source; /* a report or trace; of argv */
    const char *config; /* of argv; NULL: .tlscope-check, where there is one */
    struct thresholds thresholds;
    char **suppressions; /* paths */
    size_t suppression_count;
    char *baseline;             /* NULL: none */
    const char *write_baseline; /* of argv; NULL: none */
    enum trace_reader reader;   /* that is to read a trace */
    struct output output;
    bool print_suppressions;
};

/* Reads command line and file. -1 when all is well, else an exit code, after saying why. */
int check_options_parse(int argc, char **argv, struct check_options *options);
void check_options_free(struct check_options *options);

#endif
