/* SPDX-License-Identifier: MIT */
/* The report on a recorded trace: the one entry for commands. */
#ifndef TLSCOPE_ANALYSE_REPORT_H
#define TLSCOPE_ANALYSE_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "trace.h"

/* Raised when a field of the JSON report changes its meaning or goes away. */
#define REPORT_SCHEMA_VERSION 2

struct cJSON;
struct report;

struct report_progress {
    void *context;
    void (*tell)(void *context, double part); /* 0 to 1, now and then; may be NULL */
};

enum report_status {
    REPORT_WHOLE,      /* the trace was read to its end */
    REPORT_PARTLY,     /* some of it could not be read; the issues say what */
    REPORT_UNREADABLE, /* nothing of it could be read: there is nothing to report */
};

enum { REPORT_LIMIT_BYTES = 160 };

/* What a command says in one line. */
struct report_summary {
    enum report_status status;
    size_t traces; /* that were found */
    uint64_t events;
    uint64_t events_lost;
    uint64_t leaked_objects; /* of all processes */
    uint64_t leaked_bytes;
    uint64_t diagnostics;
    uint64_t heap_events; /* of malloc and free; 0: not recorded */
    uint64_t heap_events_lost;
    uint64_t lost_blocks; /* never registered and lost, of all processes */
    uint64_t lost_bytes;
    uint64_t freed_behind; /* objects freed behind the manager's back */
    bool called;           /* the memory manager was: else the trace says nothing of the program */
    uint64_t killed;       /* processes that the trace does not see to their end */
    uint64_t used_objects; /* in use when those ended: which of them would have leaked is not known */
    uint64_t used_bytes;
    bool used_in_part; /* more may have been: not all objects were told of */
    uint64_t in_part;  /* processes with objects of which their trace no longer tells: more may have leaked */
    char scope_missed[REPORT_LIMIT_BYTES];   /* that the only scopes asked for let nothing pass; else "" */
    char none_looked_at[REPORT_LIMIT_BYTES]; /* where not all objects were asked for and none was told of: why; else ""
                                              */
    uint64_t selections;                     /* processes of which not all objects are told */
    uint64_t summed;                         /* processes of which totals are told, and no calls */
    uint64_t findings;                       /* of all processes */
    uint64_t errors;                         /* those of that severity */
    uint64_t memchecked;                     /* processes that ran under memcheck or compute-sanitizer */
    bool memcheck_began;                     /* those ran the program itself, the first process, as far as they tell */
    bool memcheck_whole; /* what those found of the program itself, the first process, could be read whole */
};

struct observer;

struct report_options {
    uint32_t object;     /* keep all that was done to the object of this number; 0: to none */
    const char *sysroot; /* the trace is from another machine, whose files are below this folder; NULL: of this one */
    const struct observer *observer; /* who follows the replay while the trace is read; NULL: nobody */
    enum trace_reader reader;        /* that is to read it; 0: the direct one where that can */
};

/*
 * Reads and analyses all traces below a folder (a trace, or what `tlscope record` made). Never NULL; to be given to
 * report_free. Ends the tool with a message when memory is out.
 */
struct report *report_read_with(const char *path, const struct report_options *options,
                                const struct report_progress *progress);
void report_free(struct report *report);

struct report_summary report_summary(const struct report *report);

enum { REPORT_FINDING_BYTES = 640 };

/* The first finding in a line, such as "over-acquired (error): loss.tl:12"; "" where there is none. */
void report_first_finding(const struct report *report, char text[REPORT_FINDING_BYTES]);

/* Why the trace was read by libbabeltrace2 though nobody asked for that; "": it was not. Owned by the report. */
const char *report_reader_reason(const struct report *report);

/* The issues met while reading, in words without a full stop; NULL after the last. Owned by the report. */
const char *report_issue(const struct report *report, size_t index);

/* The JSON report as a tree, to be given to cJSON_Delete. */
struct cJSON *report_json(const struct report *report);

/* How a report is told in words. */
struct report_style {
    bool coloured;
    bool all;         /* findings, and processes of a merged report, however many there are */
    const char *more; /* the command that tells of them all; NULL: they are in the JSON report */
};

/* Writes the report; false when the file takes no more (errno says why). */
bool report_write_json(const struct report *report, FILE *file);
bool report_write_text(const struct report *report, FILE *file, const struct report_style *style);

/* What there is to say at the end of a run under memcheck: findings, with what memcheck alone knows. */
bool report_write_memcheck_text(const struct report *report, FILE *file, const struct report_style *style);

/* The same of the object that report_read_object was asked for; whether any process has it. */
bool report_has_object(const struct report *report);
bool report_write_object_json(const struct report *report, FILE *file);
bool report_write_object_text(const struct report *report, FILE *file, bool coloured);

#endif
