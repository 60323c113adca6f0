/* SPDX-License-Identifier: MIT */
/* Functions that announce statements, and the lines that the events of their calls have. */
#ifndef TLSCOPE_TESTS_STATEMENT_CASE_H
#define TLSCOPE_TESTS_STATEMENT_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <tl/abi.h>

#include "recorder.h"

#define NOINLINE     __attribute__((noinline, noclone))
#define ANNOUNCE(at) tl_trace_mem("model.tl", at, 1, "let")

enum { NO_LINE = 0 };

extern void *registered; /* a struct, to make calls with */

int set_up(void **state);
int tear_down(void **state);

/* What the events kept so far say of a site: its statement's line, and whose frame it is. */
uint32_t line_of_site(uint32_t site, enum tl_frame *frame);

/* The line of the `place`-th acquire since the start. */
uint32_t line_of_acquire(size_t place, enum tl_frame *frame);

void expect_acquire(size_t place, uint32_t line, enum tl_frame frame);

#endif
