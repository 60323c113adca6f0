/* SPDX-License-Identifier: MIT */
/* The CUDA plugin on a stand-in for CUDA's runtime: each call of the contract, and a pooled tensor from end to end. */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <cuda_runtime_api.h>

#include <tl/tensor.h>

#include "base/library.h"
#include "device/device.h"
#include "fake_cudart.h"
#include "manager/manager.h"

static struct fake_cudart *cuda;
static const struct device *device;
static struct device_failure failure;

static const struct device_settings plain = {.stream_ordered = false};
static const struct device_settings ordered = {.stream_ordered = true};

static struct device_queue queue(uint8_t ordinal, unsigned stream)
{
    return (struct device_queue){.stream = (void *)(uintptr_t)stream, .ordinal = ordinal};
}

static void expect_calls(const char *calls)
{
    assert_string_equal(cuda->calls, calls);
    cuda->calls[0] = '\0';
}

static int set_up(void **state)
{
    (void)state;
    uint32_t ordinals = 0;
    void *library = library_open("libtlscope-cuda.so");
    device = dlsym(library, DEVICE_SYMBOL);
    cuda = dlsym(library, FAKE_CUDART_SYMBOL);
    *cuda = (struct fake_cudart){.devices = 2, .driver = CUDART_VERSION};
    if (!device->start(&plain, &ordinals, &failure) || ordinals != 2)
        return 1;
    cuda->calls[0] = '\0';
    return 0;
}

static void expect_unusable(int error, int driver, const char *text)
{
    uint32_t ordinals = 0;
    cuda->failing = error != cudaSuccess ? "GetDeviceCount" : NULL;
    cuda->error = error;
    cuda->driver = driver;
    assert_false(device->start(&plain, &ordinals, &failure));
    assert_non_null(strstr(failure.text, text));
    assert_int_equal(cuda->latest, cudaSuccess);
}

static void what_is_missing_is_told(void **state)
{
    (void)state;
    expect_unusable(cudaErrorInsufficientDriver, 0, "no NVIDIA driver is here (cudaErrorInsufficientDriver)");
    expect_unusable(cudaErrorInsufficientDriver, 10020, "the NVIDIA driver is for CUDA 10.2, tlscope was built with");
    expect_unusable(cudaErrorNoDevice, CUDART_VERSION, "the NVIDIA driver finds no GPU (cudaErrorNoDevice)");
    expect_unusable(cudaErrorIllegalAddress, CUDART_VERSION, "cudaGetDeviceCount: cudaErrorIllegalAddress");
    cuda->devices = 0;
    expect_unusable(cudaSuccess, CUDART_VERSION, "the NVIDIA driver finds no GPU");
}

static void memory_is_plain_or_ordered(void **state)
{
    (void)state;
    uint32_t ordinals;
    void *data = NULL;
    assert_true(device->allocate(queue(0, 7), 40, &data, &failure));
    assert_true(device->release(queue(0, 7), data, &failure));
    expect_calls("Malloc 40, StreamSynchronize 7, Free"); /* which need not wait by itself */
    assert_true(device->allocate(queue(0, 7), 0, &data, &failure));
    assert_non_null(data);
    assert_true(device->release(queue(0, 0), data, &failure));
    assert_true(device->settle(0, &failure));
    expect_calls("Malloc 1, StreamSynchronize 0, Free, DeviceSynchronize");
    assert_true(device->start(&ordered, &ordinals, &failure));
    assert_true(device->allocate(queue(0, 7), 40, &data, &failure));
    assert_true(device->release(queue(0, 8), data, &failure));
    assert_true(device->settle(1, &failure));
    expect_calls("GetDeviceCount, MallocAsync 40 on 7, FreeAsync on 8, SetDevice 1, DeviceSynchronize, SetDevice 0, "
                 "DeviceGetDefaultMemPool 1, MemPoolTrimTo 0");
}

/* Each call of the contract, on a device that is not the thread's. */
static void call_all(void)
{
    char bytes[8] = {0};
    size_t available;
    size_t total;
    void *data = NULL;
    void *event = NULL;
    if (device->allocate(queue(1, 7), 8, &data, &failure)) {
        device->write(queue(1, 7), data, bytes, 8, &failure);
        device->read(queue(1, 7), data, bytes, 8, &failure);
        device->memory(1, &available, &total, &failure);
        device->settle(1, &failure);
        if (device->mark(queue(1, 7), &event, &failure))
            device->wait(queue(1, 8), event, &failure);
        if (event != NULL)
            device->forget(event);
        device->release(queue(1, 7), data, &failure);
    }
}

static void the_threads_device_stays_what_it_was(void **state)
{
    (void)state;
    static const char *const calls[] = {"Malloc",      "MemcpyAsync", "StreamSynchronize", "MemGetInfo",
                                        "EventRecord", "EventCreate", "StreamWaitEvent",   "Free",
                                        "SetDevice",   "nothing"};
    for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
        cuda->failing = calls[i];
        cuda->error = cudaErrorIllegalAddress;
        call_all();
        assert_int_equal(cuda->current, 0);
        assert_int_equal(cuda->latest, cudaSuccess); /* nor does it find errors that are ours */
    }
    assert_non_null(strstr(cuda->calls, "SetDevice 1, Malloc 8, SetDevice 0, SetDevice 1, MemcpyAsync in on 7, "
                                        "StreamSynchronize 7, SetDevice 0, SetDevice 1, MemcpyAsync out on 7"));
}

static void errors_are_named(void **state)
{
    (void)state;
    void *data = NULL;
    cuda->failing = "Malloc";
    cuda->error = cudaErrorMemoryAllocation;
    assert_false(device->allocate(queue(0, 0), 8, &data, &failure));
    assert_string_equal(failure.text, "cudaMalloc: cudaErrorMemoryAllocation (out of memory)");
    assert_true(failure.memory_out);
    cuda->error = cudaErrorIllegalAddress;
    assert_false(device->allocate(queue(0, 0), 8, &data, &failure));
    assert_string_equal(failure.text, "cudaMalloc: cudaErrorIllegalAddress (as it is called)");
    assert_false(failure.memory_out);
    cuda->failing = NULL;
    assert_true(device->allocate(queue(0, 0), 8, &data, &failure));
    cuda->failing = "Free"; /* at the end of the process CUDA may have gone before us */
    cuda->error = cudaErrorCudartUnloading;
    assert_true(device->release(queue(0, 0), data, &failure));
}

static tl_tensor *new_on(uintptr_t stream)
{
    return tlscope_tensor_new_on(&global_manager, 10, TLSCOPE_F32, TLSCOPE_CUDA, 0, (void *)stream);
}

static void release(tl_tensor *tensor)
{
    tlscope_manager_acquire_ptr(&global_manager, tensor);
    tlscope_manager_release_ptr(&global_manager, tensor);
}

static void a_pooled_tensor_is_waited_for_on_the_device(void **state)
{
    (void)state;
    tl_tensor *tensor = new_on(7);
    tlscope_tensor_use(tensor, (void *)(uintptr_t)8);
    cuda->calls[0] = '\0';
    release(tensor);
    char first = '\0';
    char second = '\0';
    assert_int_equal(
        sscanf(cuda->calls, "EventCreate, EventRecord %c on 7, EventCreate, EventRecord %c on 8", &first, &second), 2);
    assert_true(first != second);
    cuda->calls[0] = '\0';
    tensor = new_on(9);
    char expected[128];
    snprintf(expected, sizeof expected, "StreamWaitEvent %c on 9, StreamWaitEvent %c on 9", first, second);
    expect_calls(expected); /* and no wait of the host's, whose calls have Synchronize in their names */
    release(tensor);
    snprintf(expected, sizeof expected, "EventRecord %c on 9", first);
    expect_calls(expected);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(what_is_missing_is_told, set_up),
        cmocka_unit_test_setup(memory_is_plain_or_ordered, set_up),
        cmocka_unit_test_setup(the_threads_device_stays_what_it_was, set_up),
        cmocka_unit_test_setup(errors_are_named, set_up),
        cmocka_unit_test_setup(a_pooled_tensor_is_waited_for_on_the_device, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
