/* SPDX-License-Identifier: MIT */
/* Files in a recording's folder are looked at before they are opened: for a pipe in the place of one a reader waits. */
#ifndef TLSCOPE_TRACE_REGULAR_FILE_H
#define TLSCOPE_TRACE_REGULAR_FILE_H

#include <stdbool.h>
#include <sys/stat.h>

static inline bool is_regular_file(const char *path)
{
    struct stat facts;
    return stat(path, &facts) == 0 && S_ISREG(facts.st_mode);
}

#endif
