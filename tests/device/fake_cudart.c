/* SPDX-License-Identifier: MIT */
#include "fake_cudart.h"

#include <cuda_runtime_api.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern struct fake_cudart fake_cudart;

__attribute__((visibility("default"))) struct fake_cudart fake_cudart = {.devices = 2, .driver = CUDART_VERSION};

/* Notes a call; what it is to return. */
__attribute__((format(printf, 1, 2))) static cudaError_t called(const char *format, ...)
{
    char call[128];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(call, sizeof call, format, arguments);
    va_end(arguments);
    const size_t used = strlen(fake_cudart.calls);
    snprintf(fake_cudart.calls + used, sizeof fake_cudart.calls - used, "%s%s", used != 0 ? ", " : "", call);
    const size_t name = strcspn(call, " ");
    if (fake_cudart.failing == NULL || strlen(fake_cudart.failing) != name ||
        strncmp(call, fake_cudart.failing, name) != 0)
        return cudaSuccess;
    fake_cudart.latest = fake_cudart.error;
    return (cudaError_t)fake_cudart.error;
}

static unsigned name_of(cudaStream_t stream)
{
    return (unsigned)(uintptr_t)stream;
}

cudaError_t cudaGetLastError(void)
{
    const cudaError_t latest = (cudaError_t)fake_cudart.latest;
    fake_cudart.latest = cudaSuccess;
    return latest;
}

const char *cudaGetErrorName(cudaError_t error)
{
    switch (error) {
    case cudaErrorMemoryAllocation:
        return "cudaErrorMemoryAllocation";
    case cudaErrorInsufficientDriver:
        return "cudaErrorInsufficientDriver";
    case cudaErrorNoDevice:
        return "cudaErrorNoDevice";
    case cudaErrorIllegalAddress:
        return "cudaErrorIllegalAddress";
    default:
        return "cudaErrorOther";
    }
}

const char *cudaGetErrorString(cudaError_t error)
{
    return error == cudaErrorMemoryAllocation ? "out of memory" : "as it is called";
}

cudaError_t cudaDriverGetVersion(int *version)
{
    *version = fake_cudart.driver;
    return cudaSuccess;
}

cudaError_t cudaGetDeviceCount(int *count)
{
    *count = fake_cudart.devices;
    return called("GetDeviceCount");
}

cudaError_t cudaGetDevice(int *device)
{
    *device = fake_cudart.current;
    return cudaSuccess;
}

cudaError_t cudaSetDevice(int device)
{
    const cudaError_t error = called("SetDevice %d", device);
    if (error == cudaSuccess)
        fake_cudart.current = device;
    return error;
}

static cudaError_t give(void **data, size_t bytes, cudaError_t error)
{
    if (error == cudaSuccess)
        *data = malloc(bytes);
    return error;
}

cudaError_t cudaMalloc(void **data, size_t bytes)
{
    return give(data, bytes, called("Malloc %zu", bytes));
}

cudaError_t cudaMallocAsync(void **data, size_t bytes, cudaStream_t stream)
{
    return give(data, bytes, called("MallocAsync %zu on %u", bytes, name_of(stream)));
}

cudaError_t cudaFree(void *data)
{
    free(data);
    return called("Free");
}

cudaError_t cudaFreeAsync(void *data, cudaStream_t stream)
{
    free(data);
    return called("FreeAsync on %u", name_of(stream));
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream)
{
    return called("StreamSynchronize %u", name_of(stream));
}

cudaError_t cudaDeviceSynchronize(void)
{
    return called("DeviceSynchronize");
}

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t *pool, int device)
{
    *pool = NULL;
    return called("DeviceGetDefaultMemPool %d", device);
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t pool, size_t bytes)
{
    (void)pool;
    return called("MemPoolTrimTo %zu", bytes);
}

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind, cudaStream_t stream)
{
    const cudaError_t error =
        called("MemcpyAsync %s on %u", kind == cudaMemcpyHostToDevice ? "in" : "out", name_of(stream));
    if (error == cudaSuccess)
        memcpy(to, from, bytes);
    return error;
}

cudaError_t cudaMemGetInfo(size_t *available, size_t *total)
{
    *available = 60;
    *total = 100;
    return called("MemGetInfo");
}

/* Events are letters, which stand in small blocks. */
cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned flags)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    static size_t made;
    const cudaError_t error =
        called("EventCreate%s", flags == cudaEventDisableTiming ? "" : " with flags that make it slow");
    if (error == cudaSuccess) {
        void *block = malloc(1);
        memcpy(block, &letters[made++ % (sizeof letters - 1)], 1);
        *event = block;
    }
    return error;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream)
{
    return called("EventRecord %c on %u", *(const char *)event, name_of(stream));
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags)
{
    (void)flags;
    return called("StreamWaitEvent %c on %u", *(const char *)event, name_of(stream));
}

cudaError_t cudaEventDestroy(cudaEvent_t event)
{
    const cudaError_t error = called("EventDestroy %c", *(const char *)event);
    free(event);
    return error;
}
