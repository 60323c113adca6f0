/* SPDX-License-Identifier: MIT */
/* What there is to read: the folders of a recording that hold a trace, their metadata, their streams' packets. */
#ifndef TLSCOPE_TRACE_RECORDING_H
#define TLSCOPE_TRACE_RECORDING_H

#include <limits.h>

#include "packets.h"

struct trace_file {
    char name[NAME_MAX + 1];
    struct trace_stream stream;
};

/* One trace: a folder with a file `metadata`. */
struct trace_folder {
    char *path;
    uint64_t metadata_bytes; /* of its file, that are good; 0: none */
    bool cut;                /* the rest of it is left out */
    struct layout *layout;   /* NULL: no metadata */
    struct trace_file *files;
    size_t file_count;
    bool mend; /* a file, or its index, is not as libbabeltrace2 wants it, or not all of its packets are to be read */
};

struct recording {
    struct trace_folder *folders; /* by path */
    size_t count;
    uint64_t span_ns; /* from the first packet to the last; 0: not known */
};

/* Finds the folders below a path and looks them over; what is wrong with them is among the issues. */
void recording_open(struct recording *recording, const char *path, struct trace_result *result);
void recording_free(struct recording *recording);

/* The path of a file of a trace; false when it is too long. */
bool recording_path(char path[PATH_MAX], const struct trace_folder *folder, const char *name);

/* Adds the folders below a path that hold a file `metadata`, sorted. */
void recording_find(struct recording *recording, const char *path, struct trace_result *result);

/* The text of a folder's metadata, to be freed, NULL, with an issue, when there is none; sets what the folder says of
 * it.
 */
char *metadata_read(struct trace_folder *folder, size_t *length, struct trace_result *result);

/* Copies the good bytes of a folder's metadata into a new file. */
bool metadata_copy(const struct trace_folder *folder, const char *to);

#endif
