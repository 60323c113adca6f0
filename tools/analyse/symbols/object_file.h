/* SPDX-License-Identifier: MIT */
/* An ELF file with its symbols and its debug information, wherever that is. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_OBJECT_FILE_H
#define TLSCOPE_ANALYSE_SYMBOLS_OBJECT_FILE_H

#include <stdbool.h>

#include "names.h"
#include "symbols/answer.h"

struct object_file;

/* Opens a file that was found; `debug_path` is a search path as eu-addr2line's --debuginfo-path takes it. NULL when it
 * is no ELF file. */
struct object_file *object_file_open(const char *path, const char *debug_path);

/* Asks the servers in DEBUGINFOD_URLS for the file with a build id in hex digits. NULL when they do not have it. */
struct object_file *object_file_fetch(const char *build_id, const char *debug_path);

/* Opens an object of JIT code, whose sections stand at their final addresses. */
struct object_file *object_file_open_jit(const char *path);

void object_file_free(struct object_file *file);

/* True when there is debug information. */
bool object_file_has_lines(struct object_file *file);

/* Fills the answer for an address as the file's own symbol table has it; leaves it when nothing is known. */
void object_file_find(struct object_file *file, uint64_t address, struct names *names, struct answer *answer);

#endif
