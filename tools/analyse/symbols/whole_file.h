/* SPDX-License-Identifier: MIT */
/* Small files, read whole. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_WHOLE_FILE_H
#define TLSCOPE_ANALYSE_SYMBOLS_WHOLE_FILE_H

#include <stdbool.h>
#include <stddef.h>

struct whole_file {
    char *bytes; /* a zero behind them; to be given to free() */
    size_t size;
};

/* False when there is no regular file of that name, a link being none, or it cannot be read. */
bool whole_file_read(const char *path, struct whole_file *file);

#endif
