/* SPDX-License-Identifier: MIT */
/* Whether a program can be started, and whether its events could reach us. */
#ifndef TLSCOPE_RECORD_CHECK_H
#define TLSCOPE_RECORD_CHECK_H

#include <stdbool.h>

/* The program's path, searched in PATH as a shell does; for the caller to free. NULL, with a message and *exit_code. */
char *check_find(const char *program, int *exit_code);

/* Whether a program of that name can be run. */
bool check_is_in_path(const char *program);

/*
 * False, with a message that says what to do, where it is certain that the program cannot be recorded this way.
 * Hosts that load the runtime later, and scripts and shells, whose children may use it, pass. `output` is a file for
 * the dynamic loader's list of libraries.
 */
bool check_recordable(const char *path, bool preload, const char *output);

#endif
