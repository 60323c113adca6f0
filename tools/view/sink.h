/* SPDX-License-Identifier: MIT */
/* Where the viewer's data goes: into a file as it is, or in base64 into a page. */
#ifndef TLSCOPE_VIEW_SINK_H
#define TLSCOPE_VIEW_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct sink {
    FILE *file;
    bool base64;
    unsigned char waiting[3]; /* bytes that are no whole group of base64 yet */
    size_t waiting_count;
};

/* False when the file takes no more; errno says why. A taker for spool_read. */
bool sink_write(void *sink, const void *bytes, size_t count);

/* Writes what waits, padded. */
bool sink_finish(struct sink *sink);

#endif
