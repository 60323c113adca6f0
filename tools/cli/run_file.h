/* SPDX-License-Identifier: MIT */
/* run.json, in which a recording says how its program was run and how it ended. */
#ifndef TLSCOPE_CLI_RUN_FILE_H
#define TLSCOPE_CLI_RUN_FILE_H

#include "record.h"

/* Writes that of a snapshot, whose program still runs. */
void run_file_write_snapshot(const struct record_options *options, const char *folder, pid_t pid, const char *why);

/* Writes it into the recording's folder; says so where it cannot. */
bool run_file_write(const struct record_options *options, const struct record_result *result);

#endif
