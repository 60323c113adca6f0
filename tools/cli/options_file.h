/* SPDX-License-Identifier: MIT */
/* Options in a file: `name = value` lines, with comments after #. */
#ifndef TLSCOPE_CLI_OPTIONS_FILE_H
#define TLSCOPE_CLI_OPTIONS_FILE_H

#include <stdbool.h>

#include "fault.h"

/* Takes one option; false, with a message, when it cannot be that. */
typedef bool options_file_taker(void *context, const char *name, const char *value, struct document_fault *fault);

/* Reads all lines of a file. False, with a message that says the line, when one is wrong or nothing can be read. */
bool options_file_read(const char *path, options_file_taker *take, void *context, struct document_fault *fault);

#endif
