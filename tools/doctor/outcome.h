/* SPDX-License-Identifier: MIT */
/* How checks say what they found. Texts may have many lines: the first that says something is kept. */
#ifndef TLSCOPE_DOCTOR_OUTCOME_H
#define TLSCOPE_DOCTOR_OUTCOME_H

#include "doctor.h"

void outcome_ok(struct doctor_outcome *outcome, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* It works, but not as it could; `fix` is borrowed. */
void outcome_warning(struct doctor_outcome *outcome, const char *fix, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void outcome_missing(struct doctor_outcome *outcome, const char *fix, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The functions of all checks. */
#define CHECK(function, area, name, needed, means) void check_##function(struct doctor_outcome *outcome);
#include "checks.def"
#undef CHECK

#endif
