/* SPDX-License-Identifier: MIT */
/* What the tests of misuse share: a manager of their own, whose tables are looked at afterwards. */
#ifndef TLSCOPE_TESTS_UNIT_MISUSE_CASE_H
#define TLSCOPE_TESTS_UNIT_MISUSE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "manager/calls.h"
#include "recorder.h"

#define HERE ((struct caller){__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0)})

extern tlscope_manager *manager;

/* The latest diagnostic. */
const struct tl_event_diagnostic *told(void);

/* Not inlined: the site of its calls is the test that calls it. */
void release(void *pointer);

int set_up(void **state);
int tear_down(void **state);
#define MISUSE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
