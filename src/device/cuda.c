/* SPDX-License-Identifier: MIT */
/*
 * CUDA's devices, by the CUDA runtime, which stands in this library: a driver is all that the machine needs. A stream
 * is a cudaStream_t; NULL is the legacy default stream.
 */
#include <cuda_runtime_api.h>
#include <stdio.h>

#include "device/device.h"

static bool stream_ordered;

/* The error is told by us: the program, when it asks for its latest one, is not to find it. */
static bool fail(const char *call, cudaError_t error, struct device_failure *failure)
{
    (void)cudaGetLastError();
    failure->memory_out = error == cudaErrorMemoryAllocation;
    snprintf(failure->text, sizeof failure->text, "%s: %s (%s)", call, cudaGetErrorName(error),
             cudaGetErrorString(error));
    return false;
}

/* Makes `ordinal` the thread's current device, until leave(). */
static cudaError_t enter(uint8_t ordinal, int *before)
{
    const cudaError_t error = cudaGetDevice(before);
    return error == cudaSuccess && *before != ordinal ? cudaSetDevice(ordinal) : error;
}

static void leave(uint8_t ordinal, int before)
{
    if (before != ordinal)
        (void)cudaSetDevice(before);
}

static int major(int version)
{
    return version / 1000;
}

static int minor(int version)
{
    return version % 1000 / 10;
}

/* Why there is nothing to start, and what to do about it. */
static bool unusable(cudaError_t error, struct device_failure *failure)
{
    int driver = 0;
    (void)cudaDriverGetVersion(&driver); /* 0: none */
    fail("cudaGetDeviceCount", error, failure);
    if (error == cudaErrorInsufficientDriver && driver == 0)
        snprintf(failure->text, sizeof failure->text,
                 "no NVIDIA driver is here (%s): install it, or start the container with its GPUs",
                 cudaGetErrorName(error));
    else if (error == cudaErrorInsufficientDriver)
        snprintf(failure->text, sizeof failure->text,
                 "the NVIDIA driver is for CUDA %d.%d, tlscope was built with %d.%d (%s): update the driver, or build "
                 "tlscope with a toolkit as old",
                 major(driver), minor(driver), major(CUDART_VERSION), minor(CUDART_VERSION), cudaGetErrorName(error));
    else if (error == cudaErrorNoDevice)
        snprintf(failure->text, sizeof failure->text,
                 "the NVIDIA driver finds no GPU (%s): see what `nvidia-smi` lists, and CUDA_VISIBLE_DEVICES",
                 cudaGetErrorName(error));
    return false;
}

static bool start(const struct device_settings *settings, uint32_t *ordinals, struct device_failure *failure)
{
    int count = 0;
    const cudaError_t error = cudaGetDeviceCount(&count);
    if (error != cudaSuccess || count < 1)
        return unusable(error != cudaSuccess ? error : cudaErrorNoDevice, failure);
    stream_ordered = settings->stream_ordered;
    *ordinals = (uint32_t)count;
    return true;
}

static bool allocate(struct device_queue queue, size_t bytes, void **data, struct device_failure *failure)
{
    const size_t some = bytes != 0 ? bytes : 1; /* of none, CUDA gives NULL */
    int before;
    cudaError_t error = enter(queue.ordinal, &before);
    if (error == cudaSuccess) {
        error = stream_ordered ? cudaMallocAsync(data, some, queue.stream) : cudaMalloc(data, some);
        leave(queue.ordinal, before);
    }
    return error == cudaSuccess || fail(stream_ordered ? "cudaMallocAsync" : "cudaMalloc", error, failure);
}

/* cudaFree may wait for work that uses the memory, but need not. */
static cudaError_t free_now(struct device_queue queue, void *data)
{
    const cudaError_t error = cudaStreamSynchronize(queue.stream);
    const cudaError_t freed = cudaFree(data);
    return error != cudaSuccess ? error : freed;
}

static bool release(struct device_queue queue, void *data, struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(queue.ordinal, &before);
    if (error == cudaSuccess) {
        error = stream_ordered ? cudaFreeAsync(data, queue.stream) : free_now(queue, data);
        leave(queue.ordinal, before);
    }
    return error == cudaSuccess || error == cudaErrorCudartUnloading /* all is freed at once then */ ||
           fail(stream_ordered ? "cudaFreeAsync" : "cudaFree", error, failure);
}

/* Freed memory stays in CUDA's own pool, which keeps it from cudaMalloc. */
static cudaError_t trim(uint8_t ordinal)
{
    cudaMemPool_t pool;
    const cudaError_t error = cudaDeviceGetDefaultMemPool(&pool, ordinal);
    return error == cudaSuccess ? cudaMemPoolTrimTo(pool, 0) : error;
}

static bool settle(uint8_t ordinal, struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(ordinal, &before);
    if (error == cudaSuccess) {
        error = cudaDeviceSynchronize();
        leave(ordinal, before);
    }
    if (error == cudaSuccess && stream_ordered)
        error = trim(ordinal);
    return error == cudaSuccess || fail("cudaDeviceSynchronize", error, failure);
}

static bool copy(struct device_queue queue, void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind,
                 struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(queue.ordinal, &before);
    if (error == cudaSuccess) {
        error = cudaMemcpyAsync(to, from, bytes, kind, queue.stream);
        if (error == cudaSuccess)
            error = cudaStreamSynchronize(queue.stream);
        leave(queue.ordinal, before);
    }
    return error == cudaSuccess || fail("cudaMemcpyAsync", error, failure);
}

static bool write_data(struct device_queue queue, void *data, const void *from, size_t bytes,
                       struct device_failure *failure)
{
    return copy(queue, data, from, bytes, cudaMemcpyHostToDevice, failure);
}

static bool read_data(struct device_queue queue, const void *data, void *to, size_t bytes,
                      struct device_failure *failure)
{
    return copy(queue, to, data, bytes, cudaMemcpyDeviceToHost, failure);
}

static bool memory(uint8_t ordinal, size_t *available, size_t *total, struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(ordinal, &before);
    if (error == cudaSuccess) {
        error = cudaMemGetInfo(available, total);
        leave(ordinal, before);
    }
    return error == cudaSuccess || fail("cudaMemGetInfo", error, failure);
}

/* An event belongs to the device that was current when it was made, as do the streams it can be recorded on. */
static cudaError_t record(void **event, cudaStream_t stream)
{
    cudaEvent_t made = *event;
    const cudaError_t error = made == NULL ? cudaEventCreateWithFlags(&made, cudaEventDisableTiming) : cudaSuccess;
    *event = made;
    return error == cudaSuccess ? cudaEventRecord(made, stream) : error;
}

static bool mark(struct device_queue queue, void **event, struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(queue.ordinal, &before);
    if (error == cudaSuccess) {
        error = record(event, queue.stream);
        leave(queue.ordinal, before);
    }
    return error == cudaSuccess || fail("cudaEventRecord", error, failure);
}

static bool wait(struct device_queue queue, void *event, struct device_failure *failure)
{
    int before;
    cudaError_t error = enter(queue.ordinal, &before);
    if (error == cudaSuccess) {
        error = cudaStreamWaitEvent(queue.stream, event, 0);
        leave(queue.ordinal, before);
    }
    return error == cudaSuccess || fail("cudaStreamWaitEvent", error, failure);
}

static void forget(void *event)
{
    (void)cudaEventDestroy(event);
}

extern const struct device tlscope_device;

__attribute__((visibility("default"))) const struct device tlscope_device = {
    .format = DEVICE_FORMAT,
    .name = "CUDA",
    .start = start,
    .allocate = allocate,
    .release = release,
    .settle = settle,
    .write = write_data,
    .read = read_data,
    .memory = memory,
    .mark = mark,
    .wait = wait,
    .forget = forget,
};
