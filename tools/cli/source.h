/* SPDX-License-Identifier: MIT */
/* What commands that work on reports are given: a report, or a trace to make one of. */
#ifndef TLSCOPE_CLI_SOURCE_H
#define TLSCOPE_CLI_SOURCE_H

struct cJSON;

/*
 * The report in a file ("-": the standard input), or that of the trace in a folder; the caller's, to be given to
 * cJSON_Delete. NULL, after saying on stderr why, when there is none.
 */
struct cJSON *source_read(const char *path);

#endif
