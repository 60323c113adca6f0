/* SPDX-License-Identifier: MIT */
/* Vectors on a manager of the test's own, in a scope. */
#ifndef TLSCOPE_TESTS_UNIT_VECTORS_H
#define TLSCOPE_TESTS_UNIT_VECTORS_H

#include <tl/tlscope.h>

extern tlscope_manager *manager;

int vectors_set_up(void **state);
int vectors_tear_down(void **state);

#define VECTOR(test) cmocka_unit_test_setup_teardown(test, vectors_set_up, vectors_tear_down)

tl_vec *new_vector(int64_t cap);
void push(tl_vec *vec, void *pointer);

/* A struct with one reference, which no scope has: the vector's that it is put into. */
void *element(void);

#endif
