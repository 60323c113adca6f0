/* SPDX-License-Identifier: MIT */
#include "library.h"

#include <stdio.h>
#include <stdlib.h>

#include <tl/pool.h>
#include <tl/tensor.h>

#include "calls.h"

static void *not_null(void *pointer)
{
    if (pointer == NULL) {
        fputs("corpus: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return pointer;
}

tl_tensor *tt_unregistered(int64_t elements)
{
    tl_tensor *tensor =
        not_null(tlscope_tensor_new(tlscope_manager_global(), (size_t)elements, TLSCOPE_F32, TLSCOPE_CPU));
    float *data = tlscope_tensor_data(tensor);
    for (int64_t i = 0; i < elements; i++)
        data[i] = 0;
    return tensor;
}

static tl_tensor *registered(size_t elements)
{
    tl_tensor *tensor = tt_unregistered((int64_t)elements);
    corpus_library_call("tl_mem_register_tensor", tensor);
    tl_mem_register_tensor(tensor);
    return tensor;
}

tl_tensor *tt_full(int64_t elements, float value)
{
    tl_tensor *tensor = registered((size_t)elements);
    float *data = tlscope_tensor_data(tensor);
    for (int64_t i = 0; i < elements; i++)
        data[i] = value;
    return tensor;
}

tl_tensor *tt_add(const tl_tensor *left, const tl_tensor *right)
{
    tl_tensor *sum = registered(tlscope_tensor_elements(left));
    const float *a = tlscope_tensor_data(left);
    const float *b = tlscope_tensor_data(right);
    float *data = tlscope_tensor_data(sum);
    for (size_t i = 0; i < tlscope_tensor_elements(sum); i++)
        data[i] = a[i] + b[i];
    return sum;
}

tl_tensor *tt_scale(const tl_tensor *tensor, float factor)
{
    tl_tensor *scaled = registered(tlscope_tensor_elements(tensor));
    const float *from = tlscope_tensor_data(tensor);
    float *data = tlscope_tensor_data(scaled);
    for (size_t i = 0; i < tlscope_tensor_elements(scaled); i++)
        data[i] = from[i] * factor;
    return scaled;
}

void tt_pool_give(tl_tensor *tensor)
{
    corpus_library_call("pool_give", tensor);
    (void)tlscope_pool_release(tlscope_pool_global(), tensor, tlscope_tensor_elements(tensor), TLSCOPE_F32,
                               TLSCOPE_CPU);
}

tl_tensor *tt_pool_take(int64_t elements)
{
    tl_tensor *tensor = tlscope_pool_acquire(tlscope_pool_global(), (size_t)elements, TLSCOPE_F32, TLSCOPE_CPU);
    return tensor != NULL ? tensor : tt_unregistered(elements);
}

float tt_sum(const tl_tensor *tensor)
{
    const float *data = tlscope_tensor_data(tensor);
    float sum = 0;
    for (size_t i = 0; i < tlscope_tensor_elements(tensor); i++)
        sum += data[i];
    return sum;
}

void tt_use(float number)
{
    (void)*(volatile float *)&number;
}

void *tt_struct(int64_t bytes)
{
    return not_null(calloc(1, (size_t)bytes));
}

tl_vec *tt_vector(int64_t capacity)
{
    tl_vec *vector = tt_struct(sizeof *vector);
    *vector = (tl_vec){.data = tt_struct(capacity * (int64_t)sizeof(void *)), .cap = capacity};
    return vector;
}

void tt_push(tl_vec *vector, void *element)
{
    corpus_pushed(vector, element);
    vector->data[vector->len++] = element;
}
