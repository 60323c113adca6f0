/* SPDX-License-Identifier: MIT */
/* A recorded run under a memory checker: the options that `memcheck` and `sanitize` have alike, and the run itself. */
#ifndef TLSCOPE_CLI_CHECKED_RUN_H
#define TLSCOPE_CLI_CHECKED_RUN_H

#include "recording.h"

/* Letters of options that have no short form; those of a command's own come after them. */
enum {
    CHECKED_RUN_LETTER_NO_TRACE = RECORDING_LETTERS_END,
    CHECKED_RUN_LETTER_SUPPRESSIONS,
    CHECKED_RUN_LETTER_ERROR_EXITCODE,
    CHECKED_RUN_LETTERS_END,
};

/* Entries of a table of options. */
#define CHECKED_RUN_OPTIONS(checker, suppressions)                                                                     \
    {CHECKED_RUN_LETTER_NO_TRACE, "no-trace", NULL, "leave out the LTTng trace: " checker "'s findings alone"},        \
        {CHECKED_RUN_LETTER_SUPPRESSIONS, "suppressions", "FILE", suppressions},                                       \
    {                                                                                                                  \
        CHECKED_RUN_LETTER_ERROR_EXITCODE, "error-exitcode", "N",                                                      \
            "exit code when there are findings; 0: PROGRAM's (default: 24)"                                            \
    }

struct checked_run {
    struct record_options record;
    uint64_t error_exitcode;
};

/* What holds without options. */
void checked_run_begin(struct checked_run *run);

/* cli_parse of a command that runs PROGRAM, which `run` then has. -1 when all is well, else an exit code. */
int checked_run_parse(struct checked_run *run, const struct cli_usage *usage, int argc, char **argv,
                      cli_option_taker *take_option, void *context);

/* Takes one of these options but --suppressions, or one of a recording. False, with a message, as
 * recording_set_option. */
bool checked_run_set_option(struct checked_run *run, const struct cli_usage *usage, int letter, const char *text);

/* What an option of that name takes: a number; a file that can be read. False, with a message, when it is none. */
bool checked_run_take_number(const struct cli_usage *usage, const char *name, const char *text, uint64_t least,
                             uint64_t most, uint64_t *number);
bool checked_run_take_suppressions(const struct cli_usage *usage, const char *path);

/* Runs the program behind `words`, which memcheck_words_free is given, and says what was found, as
 * memcheck_summary_exit does with `findings`, the checker's file. Returns the exit code. */
int checked_run_do(struct checked_run *run, char **words, const char *findings);

#endif
