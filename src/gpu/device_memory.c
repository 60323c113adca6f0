/* SPDX-License-Identifier: MIT */
#include "gpu/device_memory.h"

#include <cuda.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "gpu/clock.h"
#include "gpu/emit.h"

enum { PERIOD_MS = 250, NS_PER_MS = 1000000, DEVICES = 64, NAME_BYTES = 128 };

static struct {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool started;
    bool ends;
    bool told[DEVICES]; /* of which `device` was told */
} memory = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void tell_device(int ordinal, CUdevice device, uint64_t total)
{
    char name[NAME_BYTES] = "";
    if (memory.told[ordinal] || cuDeviceGetName(name, sizeof name, device) != CUDA_SUCCESS)
        return;
    memory.told[ordinal] = true;
    gpu_emit(device, .ordinal = (uint32_t)ordinal, .bytes = total, .text = name);
}

/* Only of a device that the process uses: to make a context just to ask would take hundreds of megabytes of it. */
static void tell_memory(int ordinal, CUdevice device)
{
    unsigned flags = 0;
    int active = 0;
    CUcontext context = NULL;
    size_t available = 0;
    size_t total = 0;
    if (cuDevicePrimaryCtxGetState(device, &flags, &active) != CUDA_SUCCESS || !active ||
        cuDevicePrimaryCtxRetain(&context, device) != CUDA_SUCCESS)
        return;
    if (cuCtxPushCurrent(context) == CUDA_SUCCESS) {
        if (cuMemGetInfo(&available, &total) == CUDA_SUCCESS) {
            tell_device(ordinal, device, total);
            gpu_emit(memory, .time = clock_now_ns(), .ordinal = (uint32_t)ordinal, .total = total,
                     .available = available);
        }
        cuCtxPopCurrent(&context);
    }
    cuDevicePrimaryCtxRelease(device);
}

/* The driver says so where the program has not initialised it yet, or it is ending: then there is nothing to tell. */
static void tell_all(void)
{
    int count = 0;
    if (cuDeviceGetCount(&count) != CUDA_SUCCESS)
        return;
    for (int ordinal = 0; ordinal < count && ordinal < DEVICES; ordinal++) {
        CUdevice device;
        if (cuDeviceGet(&device, ordinal) == CUDA_SUCCESS)
            tell_memory(ordinal, device);
    }
}

/* True when it is time to end. */
static bool wait_period(void)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)PERIOD_MS * NS_PER_MS;
    until.tv_sec += until.tv_nsec / NS_PER_S;
    until.tv_nsec %= NS_PER_S;
    pthread_mutex_lock(&memory.lock);
    int waited = 0;
    while (!memory.ends && waited == 0)
        waited = pthread_cond_timedwait(&memory.wake, &memory.lock, &until);
    const bool ends = memory.ends;
    pthread_mutex_unlock(&memory.lock);
    return ends;
}

static void *run(void *unused)
{
    (void)unused;
    while (!wait_period())
        tell_all();
    tell_all();
    return NULL;
}

void device_memory_start(void)
{
    pthread_condattr_t attributes;
    sigset_t all;
    sigset_t before;
    if (memory.started)
        return;
    memory.ends = false;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&memory.wake, &attributes);
    pthread_condattr_destroy(&attributes);
    sigfillset(&all); /* signals are the program's threads' */
    pthread_sigmask(SIG_SETMASK, &all, &before);
    memory.started = pthread_create(&memory.thread, NULL, run, NULL) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void device_memory_end(void)
{
    if (!memory.started)
        return; /* there was no thread to be had */
    pthread_mutex_lock(&memory.lock);
    memory.ends = true;
    pthread_cond_signal(&memory.wake);
    pthread_mutex_unlock(&memory.lock);
    pthread_join(memory.thread, NULL);
    memory.started = false;
}
