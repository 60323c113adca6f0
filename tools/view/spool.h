/* SPDX-License-Identifier: MIT */
/* Bytes that are written once and read back from the beginning: in memory while they are few, then in a file. */
#ifndef TLSCOPE_VIEW_SPOOL_H
#define TLSCOPE_VIEW_SPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A zeroed one is empty. */
struct spool {
    unsigned char *bytes; /* those that are not in the file yet */
    size_t used;
    FILE *file; /* without a name, in TMPDIR; NULL while all fits into memory */
    uint64_t total;
    int error; /* errno of the first write that failed; 0: none has */
};

void spool_add(struct spool *spool, const void *bytes, size_t count);

/* Hands everything to `take`, from the beginning, until that returns false. False, with errno, when it did, or when not
 * all could be written or read back. */
bool spool_read(struct spool *spool, bool (*take)(void *context, const void *bytes, size_t count), void *context);

void spool_free(struct spool *spool);

/* A file without a name in TMPDIR, or where the system has temporary files; NULL with errno where none can be made. */
FILE *spool_file(void);

#endif
