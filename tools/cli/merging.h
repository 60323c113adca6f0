/* SPDX-License-Identifier: MIT */
/* Reports and traces read and joined, with progress on a terminal. */
#ifndef TLSCOPE_CLI_MERGING_H
#define TLSCOPE_CLI_MERGING_H

#include <stddef.h>

#include "merged.h"

/* All of `paths`, for merged_free; NULL, with a message, when one cannot be read or a process is there twice. */
struct merged *merging_read(char *const *paths, size_t count);

#endif
