/* SPDX-License-Identifier: MIT */
/* Vectors of pointers at their end: elements released, buffer and container freed, without recursion. */
#ifndef TLSCOPE_MANAGER_VECTOR_H
#define TLSCOPE_MANAGER_VECTOR_H

#include "manager/manager.h"

/* Takes a vector whose count reached 0 in hand (call->vectors); vectors_finish does the rest. */
APART enum tl_fate vector_reclaim(struct call *call, uint32_t index);

/* Releases the elements of the vectors in hand, and of those that die with them, and frees them all. */
APART void vectors_finish(struct call *call);

/* Reads the header of a live vector; false when it cannot be read or believed. */
bool vector_read(const struct object *object, tl_vec *vec);

#endif
