/* SPDX-License-Identifier: MIT */
/* Reports and traces read and joined, with progress on a terminal. */
#ifndef TLSCOPE_CLI_MERGING_H
#define TLSCOPE_CLI_MERGING_H

#include <stdbool.h>
#include <stddef.h>

#include "merged.h"
#include "trace.h"

/* Whether a document is one that can be merged: all that is counted in it is sound. Says on stderr what is not. */
bool merging_is_sound(const struct document *document, const char *path);

/* All of `paths`, traces by `reader`, for merged_free; NULL, with a message, when one cannot be read or a process is
 * there twice. */
struct merged *merging_read(char *const *paths, size_t count, enum trace_reader reader);

#endif
