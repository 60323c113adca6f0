/* SPDX-License-Identifier: MIT */
/* What `tlscope record` says after the run. */
#ifndef TLSCOPE_CLI_SUMMARY_H
#define TLSCOPE_CLI_SUMMARY_H

#include <stdbool.h>

#include "record.h"

/*
 * Makes the report where `report` asks for it, and says on stderr how the program ended, what was recorded, where it
 * is, and the next command to type. False when the recording is not complete, which it says, too.
 */
bool summary_finish(const struct record_result *result, const char *program, bool report);

/* Parts of it: how the program ended, what is wrong with the recording, where it is. */
void summary_say_end(const struct record_result *result, const char *program);
void summary_say_faults(const struct record_result *result);
void summary_say_where(const struct record_result *result, bool reported);

#endif
