/* SPDX-License-Identifier: MIT */
/*
 * NVIDIA's compute-sanitizer: how a program is run under its memcheck, and what that wrote into its log, as a file of
 * Valgrind's memcheck would have it. Any log is taken, however cut or damaged.
 */
#ifndef TLSCOPE_SANITIZER_H
#define TLSCOPE_SANITIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcheck.h"

/* As the file's `tool`. */
#define SANITIZER_TOOL "compute-sanitizer"

/* The names of its logs in a recording's folder, for fnmatch(3): the number is the process of the tool itself. */
#define SANITIZER_FILES "sanitizer.*.log"

/* Reads a log. Its `pid` is 0, since no log tells the program's, and `parent_pid` that of the tool. NULL only where it
 * cannot be opened; errno says why. For memcheck_file_free. */
struct memcheck_file *sanitizer_log_read(const char *path);

/* The logs of a recording behind its memcheck files, of which there are *count. Takes the array, and returns it. */
struct memcheck_file **sanitizer_logs_add(struct memcheck_file **files, size_t *count, const char *folder);

struct sanitizer_command {
    const char *tool;         /* its path */
    uint64_t padding;         /* bytes that nobody may touch behind each allocation; 0: none */
    const char *suppressions; /* a file of the user's; NULL: none */
};

/* Where compute-sanitizer is, for free(): in PATH, else in the toolkit's usual folder; NULL when it is in neither. */
char *sanitizer_find(void);

/* The words before those of the program, NULL at the end; for memcheck_words_free. */
char **sanitizer_words(const struct sanitizer_command *command);

#endif
