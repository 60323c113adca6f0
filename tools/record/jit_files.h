/* SPDX-License-Identifier: MIT */
/* What names JIT code, kept beside the trace. The runtime in the program leaves objects there, and links to files that
 * JIT compilers write by themselves. */
#ifndef TLSCOPE_RECORD_JIT_FILES_H
#define TLSCOPE_RECORD_JIT_FILES_H

#include <time.h>

/* Once the program has ended: makes copies of what is linked in the folder, without what is older than `started` (of
 * another process that had the same id) or another user's. Removes the folder when nothing is in it. */
void jit_files_keep(const char *folder, time_t started);

#endif
