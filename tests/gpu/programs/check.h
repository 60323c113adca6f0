/* SPDX-License-Identifier: MIT */
/* A test harness of two macros, and what the programs share. */
#ifndef TLSCOPE_GPU_CHECK_H
#define TLSCOPE_GPU_CHECK_H

#include <cstdio>
#include <cstdlib>

#include <cuda_runtime.h>

#include <tl/abi.h>
#include <tl/manager.h>
#include <tl/pool.h>
#include <tl/tensor.h>

#define CHECK(condition)                                                                                               \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                               \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (0)

#define CUDA(call)                                                                                                     \
    do {                                                                                                               \
        const cudaError_t error_ = (call);                                                                             \
        if (error_ != cudaSuccess) {                                                                                   \
            std::fprintf(stderr, "%s:%d: %s: %s\n", __FILE__, __LINE__, #call, cudaGetErrorName(error_));              \
            std::exit(1);                                                                                              \
        }                                                                                                              \
    } while (0)

static inline tl_tensor *new_on(size_t elements, cudaStream_t stream)
{
    return tlscope_tensor_new_on(tlscope_manager_global(), elements, TLSCOPE_F32, TLSCOPE_CUDA, 0, stream);
}

static inline float *floats(tl_tensor *tensor)
{
    return static_cast<float *>(tlscope_tensor_data(tensor));
}

/* Its last release: into the pool. */
static inline void release(tl_tensor *tensor)
{
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
}

static inline size_t free_bytes()
{
    size_t available = 0;
    size_t total = 0;
    CUDA(cudaMemGetInfo(&available, &total));
    return available;
}

static __global__ void fill(float *data, size_t elements, float value)
{
    for (size_t i = blockIdx.x * (size_t)blockDim.x + threadIdx.x; i < elements; i += (size_t)gridDim.x * blockDim.x)
        data[i] = value;
}

#endif
