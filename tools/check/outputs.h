/* SPDX-License-Identifier: MIT */
/* A judged gate in the formats of people and of CI. Each returns false when the file takes no more (errno says why). */
#ifndef TLSCOPE_CHECK_OUTPUTS_H
#define TLSCOPE_CHECK_OUTPUTS_H

#include <stdio.h>

#include "gate.h"

bool output_text(const struct gate *gate, FILE *file, bool coloured);
bool output_json(const struct gate *gate, FILE *file);
bool output_sarif(const struct gate *gate, FILE *file);
bool output_junit(const struct gate *gate, FILE *file);

/* Entries of the baseline that were not found again. */
size_t outputs_gone(const struct gate *gate);

/* Suppressions that fit nothing. */
bool outputs_unused(const struct suppression *suppression);

#endif
