/* SPDX-License-Identifier: MIT */
/*
 * A pooled tensor whose earlier user is still at work: a kernel that ends only when the host lets it. What takes the
 * tensor out for another stream gets it at once, its work runs after that kernel, and so its values stand at the end.
 * On a runtime that does not wait, they do not.
 */
#include <chrono>

#include "check.h"

enum { ELEMENTS = 4096 };

/* Fills once the host has set the flag. */
static __global__ void fill_when_let(float *data, float value, volatile int *flag)
{
    while (*flag == 0) {
    }
    for (int i = threadIdx.x; i < ELEMENTS; i += blockDim.x)
        data[i] = value;
}

static bool ends_within_a_second(cudaStream_t stream)
{
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(1);
    while (std::chrono::steady_clock::now() < end)
        if (cudaStreamQuery(stream) == cudaSuccess)
            return true;
    return false;
}

/* The tensor is made on `made`; `worker` is the stream that the slow kernel is queued on. */
static void take_while_in_use(cudaStream_t made, cudaStream_t worker, cudaStream_t taker, int *flag)
{
    tl_tensor *tensor = new_on(ELEMENTS, made);
    CHECK(tensor != nullptr);
    float *data = floats(tensor);
    *(volatile int *)flag = 0;
    fill_when_let<<<1, 256, 0, worker>>>(data, 1, flag);
    if (worker != made)
        tlscope_tensor_use(tensor, worker);
    release(tensor);
    tl_tensor *taken = new_on(ELEMENTS, taker);
    CHECK(floats(taken) == data);
    CHECK(cudaStreamQuery(worker) == cudaErrorNotReady); /* else the host had waited, for ever */
    fill<<<1, 256, 0, taker>>>(data, ELEMENTS, 2);
    const bool waited = !ends_within_a_second(taker);
    *(volatile int *)flag = 1;
    CUDA(cudaDeviceSynchronize());
    float value = 0;
    CHECK(tlscope_tensor_read(taken, (ELEMENTS - 1) * sizeof value, &value, sizeof value));
    CHECK(waited);
    CHECK(value == 2);
    tlscope_tensor_free(tlscope_manager_global(), taken);
}

int main()
{
    cudaStream_t streams[3];
    int *flag = nullptr;
    float *warm = nullptr;
    for (cudaStream_t &stream : streams)
        CUDA(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    CUDA(cudaHostAlloc(&flag, sizeof *flag, cudaHostAllocMapped));
    /* Kernels are loaded at their first launch, which may wait for all work. */
    *flag = 1;
    CUDA(cudaMalloc(&warm, ELEMENTS * sizeof *warm));
    fill_when_let<<<1, 256, 0, streams[0]>>>(warm, 0, flag);
    fill<<<1, 256, 0, streams[1]>>>(warm, ELEMENTS, 0);
    CUDA(cudaDeviceSynchronize());
    CUDA(cudaFree(warm));
    release(new_on(2 * ELEMENTS, streams[0])); /* so are plugin and events */
    CUDA(cudaDeviceSynchronize());
    take_while_in_use(streams[0], streams[0], streams[1], flag);
    take_while_in_use(streams[0], streams[2], streams[1], flag);
    return 0;
}
