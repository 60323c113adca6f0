/* SPDX-License-Identifier: MIT */
/* What is new, grown, shrunk and gone from one report to another. */
#ifndef TLSCOPE_DIFF_DIFF_H
#define TLSCOPE_DIFF_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "merged.h"

/* Raised when a member of the JSON output changes its meaning or goes away. */
#define DIFF_DOCUMENT_VERSION 1

/* In the order they are told in. Unsure is what may have been missed, or told under another key, on the
 * side that has nothing of it. */
#define DIFF_CHANGES(X)                                                                                                \
    X(NEW, "new") X(GROWN, "grown") X(SHRUNK, "shrunk") X(GONE, "gone") X(UNSURE, "unsure") X(SAME, "same")

#define DIFF_ENUMERATOR(id, name) CHANGE_##id,
enum change { DIFF_CHANGES(DIFF_ENUMERATOR) CHANGES };
#undef DIFF_ENUMERATOR

const char *change_name(enum change change);

enum { SIDE_A, SIDE_B, SIDES };

/* One of the counts that reports are compared by. */
struct diff_count {
    const char *name; /* as the summary names it */
    uint64_t sides[SIDES];
    bool unknown[SIDES]; /* a peak, where none but totals are told */
};

struct diff_finding {
    enum change change;
    const struct merged_finding *sides[SIDES]; /* NULL on a side that has none of it */
    const struct merged_finding *shown;        /* B's, or A's where B has none */
};

/* Processes of one program; peaks are of the process with the highest. */
struct diff_program {
    const char *name; /* without its folder */
    struct diff_count processes;
    struct diff_count peak_bytes;
    struct diff_count peak_objects;
};

/* One of so many objects was looked at, or bytes; 1: all were. */
struct diff_sample {
    uint64_t objects;
    uint64_t bytes;
    bool chosen;     /* objects of some kinds, sizes or places alone */
    bool totals;     /* a process told of totals alone */
    bool cut_totals; /* and did not come to its end, where it tells what is alive */
};

enum { DIFF_TOTALS = 6, DIFF_DEVICE_COUNTS = 3 };

/* What is on a device, where either side has anything on another than the CPU. */
struct diff_device {
    const char *name; /* in the summary of a side */
    struct diff_count counts[DIFF_DEVICE_COUNTS];
};

struct diff {
    const struct merged *sides[SIDES];
    const char *paths[SIDES];
    struct diff_sample samples[SIDES];
    struct diff_finding *findings; /* in order of change, the most severe first */
    size_t count;
    size_t changes[CHANGES]; /* how many of each */
    struct diff_program *programs;
    size_t program_count;
    struct diff_count totals[DIFF_TOTALS];
    cJSON *summaries[SIDES];
    struct diff_device *devices; /* in order of name */
    size_t device_count;
    bool worse; /* a finding that is no mere note is new or grown */
    bool whole; /* both sides were read whole, lost no event, and are certain */
};

/*
 * Compares two finished merged reports, which must outlive the diff. An amount counts as grown or shrunk when the
 * larger is over `tolerance` percent above the smaller; rates, which no two runs have quite the same, over at least 1;
 * estimates, where they differ by more than their errors, too.
 */
struct diff *diff_new(const struct merged *const sides[SIDES], const char *const paths[SIDES], uint64_t tolerance);
void diff_free(struct diff *diff);

/* What became of a finding; NULL on a side that has none of it. */
enum change diff_compare(const struct diff *diff, const struct merged_finding *before,
                         const struct merged_finding *after, uint64_t tolerance);

/* False when the file takes no more (errno says why). */
bool diff_write_json(const struct diff *diff, FILE *file);
bool diff_write_text(const struct diff *diff, FILE *file, bool coloured);

#endif
