/* SPDX-License-Identifier: MIT */
/* Prints "name nanoseconds" for each kind of call that tells memory checkers something. */
#include <stdio.h>
#include <time.h>

#include <tl/abi.h>
#include <tl/tensor.h>

enum { TIMES = 1000000, ELEMENTS = 8, BUFFER_BYTES = 64 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void frames(void)
{
    tl_mem_function_enter(1);
    tl_mem_get_buffer(0, BUFFER_BYTES);
    tl_mem_function_exit();
}

static void tensors(void)
{
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
}

static void scopes(void)
{
    tl_mem_enter_scope();
    tl_mem_exit_scope();
}

static void measure(const char *name, void (*call)(void))
{
    const double start = seconds();
    for (int i = 0; i < TIMES; i++)
        call();
    printf("%s %.1f\n", name, (seconds() - start) * 1e9 / TIMES);
}

int main(void)
{
    measure("frame with a buffer", frames);
    measure("tensor through the pool", tensors);
    measure("scope", scopes);
    return 0;
}
