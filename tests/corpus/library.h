/* SPDX-License-Identifier: MIT */
/*
 * The library that the programs of the corpus call, in the place of TL's: it announces no statement. Tensors are F32
 * vectors on the CPU, two of one call have one length. All end the program when memory is out.
 */
#ifndef CORPUS_LIBRARY_H
#define CORPUS_LIBRARY_H

#include <stdint.h>

#include <tl/abi.h>

/* New tensors, registered in the current scope as TL's library does. */
tl_tensor *tt_full(int64_t elements, float value);
tl_tensor *tt_add(const tl_tensor *left, const tl_tensor *right);
tl_tensor *tt_scale(const tl_tensor *tensor, float factor);

/* A new tensor that is not registered. */
tl_tensor *tt_unregistered(int64_t elements);

/* Hands a tensor to the tensor pool; takes one of that size out of it, or makes one. Neither registers. */
void tt_pool_give(tl_tensor *tensor);
tl_tensor *tt_pool_take(int64_t elements);

float tt_sum(const tl_tensor *tensor);

/* Uses a number, as a print would. */
void tt_use(float number);

/* A new struct of zeros, and a new vector of pointers with room for `capacity`; neither is registered. */
void *tt_struct(int64_t bytes);
tl_vec *tt_vector(int64_t capacity);

/* Puts a pointer at the end of a vector that has room. The vector frees it when it is freed itself. */
void tt_push(tl_vec *vector, void *element);

#endif
