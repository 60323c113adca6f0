/* SPDX-License-Identifier: MIT */
/* Findings that are known: how much of each was there when the baseline was written. */
#ifndef TLSCOPE_CHECK_BASELINE_H
#define TLSCOPE_CHECK_BASELINE_H

#include <stdio.h>

#include "checked.h"

struct baseline_entry {
    char *key;
    uint64_t count; /* checked_count of all findings of the key */
    uint64_t bytes;
    uint64_t count_error; /* of an estimate; UINT64_MAX: nothing is known of the count */
    uint64_t bytes_error;
    double bytes_per_iteration; /* the most of any finding of the key */
    double objects_per_iteration;
    bool found; /* again, by baseline_apply */
};

struct baseline {
    struct baseline_entry *entries; /* in order of their keys */
    size_t count;
    bool selected; /* made where only some objects were looked at */
};

/* False, with a message, when the file cannot be read or is no baseline. */
bool baseline_read(struct baseline *baseline, const char *path, struct document_fault *fault);

/* What a baseline made now would hold: all findings that are not suppressed. */
void baseline_make(struct baseline *baseline, const struct checked *checked);

/* False when the file takes no more (errno says why). */
bool baseline_write(const struct baseline *baseline, FILE *file);
void baseline_free(struct baseline *baseline);

/*
 * Takes what is known off the findings that are not suppressed: one of which nothing is left is known, or no more than
 * estimates may be wrong by. Growth is known up to a hundredth more than it was: the length of the warm-up shifts it.
 * Where only some objects were looked at, misuse is known whatever object it was of.
 */
void baseline_apply(const struct baseline *baseline, const struct checked *checked);

#endif
