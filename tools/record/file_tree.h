/* SPDX-License-Identifier: MIT */
/* Whole folders: removed, measured, searched. */
#ifndef TLSCOPE_RECORD_FILE_TREE_H
#define TLSCOPE_RECORD_FILE_TREE_H

#include <stdbool.h>
#include <stdint.h>

/* Removes a folder and all in it; links are removed, not followed. Absent is fine. False when something stayed. */
bool file_tree_remove(const char *path);

/* Bytes in all stream files of a trace: neither metadata nor index. 0 when there is no such folder. */
uint64_t file_tree_stream_bytes(const char *path);

/* The path of the first file called `name`, for the caller to free; NULL when there is none. */
char *file_tree_find(const char *path, const char *name);

#endif
