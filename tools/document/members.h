/* SPDX-License-Identifier: MIT */
/*
 * Members of JSON objects, checked as they are read. What is missing or of another type is told to the fault, and a
 * neutral value comes back, so that callers go on and ask the fault once.
 */
#ifndef TLSCOPE_DOCUMENT_MEMBERS_H
#define TLSCOPE_DOCUMENT_MEMBERS_H

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "fault.h"

/* The largest whole number that every JSON reader keeps exactly; counts stay there instead of becoming wrong. */
#define COUNT_MOST ((UINT64_C(1) << 53) - 1)

/* The sum of two counts, at most COUNT_MOST; which keeps sums independent of their order. */
uint64_t count_sum(uint64_t left, uint64_t right);

/* A whole number of at least 0; COUNT_MOST for a larger one. */
uint64_t member_count(const cJSON *object, const char *name, struct document_fault *fault);

/* A number of at least 0; 0 where it is missing. */
double member_rate(const cJSON *object, const char *name, struct document_fault *fault);

bool member_flag(const cJSON *object, const char *name, struct document_fault *fault);

/* Owned by the object. */
const char *member_text(const cJSON *object, const char *name, struct document_fault *fault);

/* A text or null, which comes back as NULL. */
const char *member_text_or_null(const cJSON *object, const char *name, struct document_fault *fault);

/* The position of a text in `words`, which ends with NULL. */
unsigned member_word(const cJSON *object, const char *name, const char *const *words, struct document_fault *fault);

/* NULL, which cJSON's functions take as empty, where there is none. */
const cJSON *member_object(const cJSON *object, const char *name, struct document_fault *fault);
const cJSON *member_array(const cJSON *object, const char *name, struct document_fault *fault);

#endif
