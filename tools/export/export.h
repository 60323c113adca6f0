/* SPDX-License-Identifier: MIT */
/* Recorded traces in the formats of other tools: the one entry for commands. */
#ifndef TLSCOPE_EXPORT_H
#define TLSCOPE_EXPORT_H

#include "process_list.h"
#include "report.h"

struct export_source;

#define EXPORT_ALL SIZE_MAX

struct export_output {
    FILE *file;       /* NULL for formats that are made in place */
    const char *path; /* NULL: the standard output */
};

enum export_medium {
    EXPORT_TEXT,
    EXPORT_BINARY,   /* nothing for a terminal */
    EXPORT_IN_PLACE, /* made in a file that is not written front to back, so that the standard output is no place */
};

struct export_format {
    const char *name;
    const char *summary;
    bool many; /* holds several processes: all of the trace by default */
    enum export_medium medium;
    /* False when it could not be written; errno says why. NULL where a library was missing when tlscope was built. */
    bool (*write)(const struct export_source *source, const struct export_output *output);
};

/* All formats; a NULL name ends them. */
extern const struct export_format export_formats[];

/* The format of that name; NULL when there is none. */
const struct export_format *export_format_find(const char *name);

/* What an object counts for: an index into usage_values, by name. -1 when there is none of that name. */
int export_value_find(const char *name);

struct export_request {
    const struct export_format *format;
    const char *trace; /* that `report` was read from: it is read again */
    size_t process;    /* to export, as export_processes lists it; EXPORT_ALL: all, in formats that hold many */
    int value;         /* what stacks weigh, where a format has room for one weight only */
    bool objects;      /* weigh by objects instead of bytes */
    struct report_progress progress;
    enum trace_reader reader; /* that is to read it */
};

/* The processes of the trace, the main one first, for process_list_free. */
struct process_list export_processes(const struct report *report);

/* Says on `file`, a line each, what the recording of the processes to export does not tell. */
void export_limits_tell(const struct report *report, const struct export_request *request, FILE *file);

/* Objects that the process leaked. */
uint64_t export_process_leaked(const struct report *report, size_t index);

/* Writes the trace that was read into `report`. False when it cannot be written; errno says why. */
bool export_write(const struct report *report, const struct export_request *request,
                  const struct export_output *output);

#endif
