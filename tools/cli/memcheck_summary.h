/* SPDX-License-Identifier: MIT */
/* What `tlscope memcheck` and `tlscope sanitize` say after the run. */
#ifndef TLSCOPE_CLI_MEMCHECK_SUMMARY_H
#define TLSCOPE_CLI_MEMCHECK_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

/*
 * Notes the run, makes the report and says on stderr what was found. Returns the exit code: `error_exitcode`, unless 0,
 * when there are findings of severity error; else the program's; and RECORD_EXIT_FAILED where the memory checker did
 * not run the program, or in the place of 0 when the recording is not complete, or what the memory checker left of the
 * program, in a file as `file`, is missing or not whole.
 */
int memcheck_summary_exit(const struct record_options *options, const struct record_result *result, const char *file,
                          int error_exitcode);

#endif
