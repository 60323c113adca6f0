/* SPDX-License-Identifier: MIT */
/* What `tlscope memcheck` says after the run. */
#ifndef TLSCOPE_CLI_MEMCHECK_SUMMARY_H
#define TLSCOPE_CLI_MEMCHECK_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "record.h"

/*
 * Makes the report and says on stderr what was found. *errors is set to the findings of that severity. False when the
 * recording is not complete, or memcheck left nothing, which it says, too.
 */
bool memcheck_summary_finish(const struct record_result *result, const char *program, bool traced, uint64_t *errors);

#endif
