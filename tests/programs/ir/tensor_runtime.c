/* SPDX-License-Identifier: MIT */
#include "tensor_runtime.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <tl/tensor.h>

static tl_tensor *new_registered(size_t elements)
{
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CPU);
    if (tensor == NULL) {
        fputs("tensor_runtime: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    tl_mem_register_tensor(tensor);
    return tensor;
}

tl_tensor *tt_tensor_full(int64_t elements, float value)
{
    tl_tensor *tensor = new_registered((size_t)elements);
    float *data = tlscope_tensor_data(tensor);
    for (size_t i = 0; i < tlscope_tensor_elements(tensor); i++)
        data[i] = value;
    return tensor;
}

tl_tensor *tt_tensor_add(const tl_tensor *left, const tl_tensor *right)
{
    tl_tensor *sum = new_registered(tlscope_tensor_elements(left));
    const float *a = tlscope_tensor_data(left);
    const float *b = tlscope_tensor_data(right);
    float *data = tlscope_tensor_data(sum);
    for (size_t i = 0; i < tlscope_tensor_elements(sum); i++)
        data[i] = a[i] + b[i];
    return sum;
}

tl_tensor *tt_tensor_scale(const tl_tensor *tensor, float factor)
{
    tl_tensor *scaled = new_registered(tlscope_tensor_elements(tensor));
    const float *from = tlscope_tensor_data(tensor);
    float *data = tlscope_tensor_data(scaled);
    for (size_t i = 0; i < tlscope_tensor_elements(scaled); i++)
        data[i] = from[i] * factor;
    return scaled;
}

float tt_tensor_sum(const tl_tensor *tensor)
{
    const float *data = tlscope_tensor_data(tensor);
    float sum = 0;
    for (size_t i = 0; i < tlscope_tensor_elements(tensor); i++)
        sum += data[i];
    return sum;
}

void tt_format(char *buffer, int64_t bytes, const char *label, int64_t number)
{
    if (buffer != NULL && bytes > 0)
        (void)snprintf(buffer, (size_t)bytes, "%s %" PRId64, label, number);
}

void tt_print(const char *text)
{
    puts(text);
}

void tt_print_float(float number)
{
    printf("%g\n", (double)number);
}
