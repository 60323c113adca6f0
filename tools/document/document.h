/* SPDX-License-Identifier: MIT */
/* A report, a merged report or a trace, read into one JSON tree: what check, diff and merge begin with. */
#ifndef TLSCOPE_DOCUMENT_DOCUMENT_H
#define TLSCOPE_DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <cjson/cJSON.h>

#include "fault.h"
#include "report.h"

/* Raised when a member of a merged report changes its meaning or goes away. */
#define DOCUMENT_MERGED_VERSION 1

enum document_kind { DOCUMENT_REPORT, DOCUMENT_MERGED };

struct document {
    enum document_kind kind;
    cJSON *root; /* the texts in it are fit to be shown; only its form as a document is checked */
};

/*
 * Reads a file ("-": the standard input) that holds a report or a merged report, or a folder that holds a trace. Of a
 * recording's folder, report.json is taken where this version reads it: it was made while the programs were as they
 * were recorded. A `reader` other than TRACE_READER_AUTO reads the trace all the same. False, and why in `fault`, when
 * there is nothing to go by. Free a document that was read.
 */
bool document_read(const char *path, enum trace_reader reader, const struct report_progress *progress,
                   struct document *document, struct document_fault *fault);
void document_free(struct document *document);

/* The section on the process after that one: the report's main one after NULL, then its children; NULL after the last,
 * and for merged reports. */
const cJSON *document_next_process(const struct document *document, const cJSON *section);

/* Whether what leaked of the process of a section, of a merged report's too, is told in part: as far as a flight
 * recorder still tells of it. */
bool document_in_part(const cJSON *section);

/* Whether the process of a section made no call of the memory manager, as its report tells: false where it cannot. */
bool document_made_no_call(const cJSON *section);

#endif
