/* SPDX-License-Identifier: MIT */
/*
 * A toy tensor library in the place of TL's: what the .ll programs call. Every tensor it returns is registered in
 * the current scope, as TL's library does. Tensors are F32 vectors on the CPU; two of one call have one length.
 */
#ifndef TENSOR_RUNTIME_H
#define TENSOR_RUNTIME_H

#include <stdint.h>

#include <tl/abi.h>

/* A tensor of `elements` times `value`. Ends the program when memory is out, as all of these. */
tl_tensor *tt_tensor_full(int64_t elements, float value);

tl_tensor *tt_tensor_add(const tl_tensor *left, const tl_tensor *right);
tl_tensor *tt_tensor_scale(const tl_tensor *tensor, float factor);
float tt_tensor_sum(const tl_tensor *tensor);

/* Writes "<label> <number>" into `buffer`, of `bytes` bytes; a NULL buffer is left alone. */
void tt_format(char *buffer, int64_t bytes, const char *label, int64_t number);

/* One line on stdout. */
void tt_print(const char *text);
void tt_print_float(float number);

#endif
