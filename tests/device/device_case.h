/* SPDX-License-Identifier: MIT */
/* What the tests of tensors on a device share: a manager, and a device on host memory (fake_device.c). */
#ifndef TLSCOPE_TESTS_DEVICE_CASE_H
#define TLSCOPE_TESTS_DEVICE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "fake_device.h"
#include "manager/manager.h"
#include "recorder.h"

extern tlscope_manager *manager;
extern struct fake *fake;

/* A stream of that name; a tensor of 10 floats on it, on device 0. */
void *stream(unsigned name);
tl_tensor *new_on(unsigned name);

/* Its last release: into the pool, which holds so many. */
void release(tl_tensor *tensor);
size_t pooled(void);

/* What the device was asked since the last look, in order. Events are named from 'a' on, whatever came before. */
void expect_calls(const char *calls);

/* From here on events are kept, and the next diagnostic has its text, wherever it comes from. */
void start_recording(void);
const char *diagnostic_text(void);

/* The test runs in a forked child: the device is not used in this process by that. */
void in_child(void (*test)(void));

int set_up(void **state);
int tear_down(void **state);
#define DEVICE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
