/* SPDX-License-Identifier: MIT */
/* Reading a trace, with progress on a terminal. */
#ifndef TLSCOPE_CLI_READING_H
#define TLSCOPE_CLI_READING_H

#include <stdbool.h>

#include "report.h"

/* report_read, with progress on stderr where that is a terminal and reading takes over a second. */
struct report *reading_read(const char *trace);

/* Says on stderr what could not be read. */
void reading_tell_issues(const struct report *report);

/* Writes `report` with one of report.h's functions to `path` (NULL: stdout). False, with a message, when it cannot. */
bool reading_write(const struct report *report, bool (*write)(const struct report *, FILE *), const char *path);

#endif
