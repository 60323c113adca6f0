/* SPDX-License-Identifier: MIT */
/* What objects amount to where some processes tell of a sample of theirs only; merged by sums, errors too. */
#ifndef TLSCOPE_MERGE_ESTIMATED_H
#define TLSCOPE_MERGE_ESTIMATED_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <cjson/cJSON.h>

#include "fault.h"

/* Errors of sums are at most the sums of errors, which, as whole numbers, are the same in whatever order. */
struct estimated {
    bool sampled;           /* in any process: else it is what was counted, without an error */
    bool objects_known;     /* they are not where any process sampled by bytes */
    uint64_t objects;       /* if not known, roughly */
    uint64_t objects_error; /* nineteen of twenty estimates are nearer than this */
    uint64_t bytes;
    uint64_t bytes_error;
};

/* What a member `estimated` of reports tells; where it is null or missing, what was counted. */
struct estimated estimated_read(const cJSON *json, uint64_t objects, uint64_t bytes, struct document_fault *fault);

void estimated_add(struct estimated *into, const struct estimated *from);

/* The same member; null where nothing is sampled. */
cJSON *estimated_json(const struct estimated *estimated);

/* "12 objects, 1.5 KiB"; "about 1,200 objects (give or take 67), about 1.5 KiB (give or take 96 bytes)". */
void estimated_text(const struct estimated *estimated, FILE *file);

/* "12"; "about 1,200 (give or take 67)". */
void estimated_objects_text(const struct estimated *estimated, FILE *file);
void estimated_bytes_text(const struct estimated *estimated, FILE *file);

#endif
