/* SPDX-License-Identifier: MIT */
/* What went wrong, in words without a full stop. */
#ifndef TLSCOPE_CHECK_FAILURE_H
#define TLSCOPE_CHECK_FAILURE_H

#include <stdbool.h>

struct failure {
    char text[512];
};

/* Returns false, so that a function can fail with it in a line. */
bool failure_set(struct failure *failure, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
