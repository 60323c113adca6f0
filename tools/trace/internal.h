/* SPDX-License-Identifier: MIT */
/* What the files of this folder share. */
#ifndef TLSCOPE_TRACE_INTERNAL_H
#define TLSCOPE_TRACE_INTERNAL_H

#include "trace.h"

/* Adds an issue to the result, printf-like. */
__attribute__((format(printf, 2, 3))) void trace_issue(struct trace_result *result, const char *format, ...);

#endif
