/* SPDX-License-Identifier: MIT */
/* The fields of the templates of findings.def: a function each, and what those share. */
#ifndef TLSCOPE_ANALYSE_FINDING_WORDS_H
#define TLSCOPE_ANALYSE_FINDING_WORDS_H

#include <stdio.h>

#include "process.h"

enum { PLACE_WORDS_BYTES = 512 };

/* Writes what stands for a field; most need no more than the finding. */
typedef void finding_writer(FILE *out, const struct finding *finding, const struct process *process);

#define FIELD(name) finding_writer finding_##name##_write;
#include "finding_fields.def"
#undef FIELD

/* Whether its objects are of a sample, and stand for more. */
bool finding_is_sample(const struct finding *finding, const struct process *process);

/* Whether any of its objects is on another device than the CPU. */
bool finding_is_elsewhere(const struct finding *finding);

/* "tensors", so many. */
void finding_kind_write(FILE *out, int kind, uint64_t count);

/* Parts of `objects`: how many, how large, and their name. */
finding_writer finding_count_write;
finding_writer finding_bytes_write;
void finding_name_write(FILE *out, const struct finding *finding);

#endif
