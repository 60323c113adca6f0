/* SPDX-License-Identifier: MIT */
/* Reading a trace or a report, with progress on a terminal. */
#ifndef TLSCOPE_CLI_READING_H
#define TLSCOPE_CLI_READING_H

#include <stdbool.h>

#include "cli.h"
#include "document.h"
#include "report.h"

/* report_read_with without options, with progress on stderr where that is a terminal and reading takes over a second.
 */
struct report *reading_read(const char *trace);

/* An entry of a table of options; its argument is for reading_set_sysroot. */
#define READING_SYSROOT_OPTION                                                                                         \
    {                                                                                                                  \
        'R', "sysroot", "DIR", "the trace is from another machine, whose files are below DIR"                          \
    }

/* Which of the readers of traces is to read: for tests, and where one of them is in doubt. */
enum { READING_LETTER_READER = 512 };
#define READING_READER_OPTION                                                                                          \
    {                                                                                                                  \
        READING_LETTER_READER, "reader", "auto|direct|babeltrace2", "who reads the trace (default: auto)"              \
    }
bool reading_set_reader(enum trace_reader *reader, const struct cli_usage *usage, const char *text);

/* Takes the option --sysroot. False, with a message, when `text` names no folder that can be read. */
bool reading_set_sysroot(struct report_options *options, const struct cli_usage *usage, const char *text);

/* report_read_with, likewise. */
struct report *reading_read_with(const char *trace, const struct report_options *options);

/* document_read likewise; says on stderr what is damaged, or, when it returns false, why nothing could be read. */
bool reading_document(const char *path, enum trace_reader reader, struct document *document);

/* Does work that reads the trace once more, with the same progress. */
bool reading_again(bool (*work)(void *context, const struct report_progress *progress), void *context);

/* Says on stderr what is wrong with what was to be read, and what can be. */
void reading_tell_fault(const char *path, const struct document_fault *fault);

/* Says on stderr that a command has no trace to work on, which `what` says, and what a trace is unless this user may
 * not look at it. */
void reading_tell_no_trace(const char *path, size_t traces, const char *what);

/* Says on stderr what could not be read, and who read where that was not the direct reader unasked. */
void reading_tell_issues(const struct report *report);

/* The command line that tells all findings of a trace or report, for free(). */
char *reading_command_for_all(const char *path);

/* Writes `report` with one of report.h's functions to `path` (NULL: stdout). False, with a message, when it cannot. */
bool reading_write(const struct report *report, bool (*write)(const struct report *, FILE *), const char *path);

#endif
