/* SPDX-License-Identifier: MIT */
/*
 * A program that would use two devices, on a CUPTI made up: 3 tensors of a host, of 16 MiB each, and a library with
 * 100 MiB on device 0; 8 MiB on device 1, freed again. One tensor goes into the pool, one leaks, one is released.
 */
#include <stdlib.h>
#include <tl/abi.h>
#include <tl/tensor.h>

#include "fake_cupti.h"

#define MIB ((uint64_t)1 << 20)

enum { TENSORS = 3, TENSOR_MIB = 16 };

static char tensors[TENSORS];

static bool describe(void *context, const tl_tensor *tensor, tlscope_tensor_description *description)
{
    const char *address = (const char *)tensor;
    (void)context;
    *description = (tlscope_tensor_description){
        .elements = TENSOR_MIB * MIB / 4, .bytes = TENSOR_MIB * MIB, .dtype = TLSCOPE_F32, .device = TLSCOPE_CUDA};
    return address >= tensors && address < tensors + TENSORS;
}

static tl_tensor *make_tensor(int number)
{
    tl_tensor *tensor = (tl_tensor *)&tensors[number];
    fake_memory(true, fake_now(), 0, (uint64_t)(number + 1) << 32, TENSOR_MIB * MIB, "/opt/tl/libtl_runtime.so");
    tl_mem_register_tensor(tensor);
    return tensor;
}

int main(void)
{
    const tlscope_host host = {.describe = describe};
    tlscope_set_host(&host);
    fake_in_use(0, true);
    fake_available(0, (8192 - 48 - 100 - 500) * MIB); /* the driver has 500 */

    tl_mem_enter_scope();
    make_tensor(0); /* into the pool, when the scope is left */
    tl_mem_unregister(make_tensor(1));
    fake_memory(true, fake_now(), 0, (uint64_t)1 << 40, 100 * MIB, "/usr/lib/libcublas.so.13");
    tl_mem_enter_scope();
    make_tensor(2);
    tl_mem_exit_scope();
    fake_flush();
    fake_pooled(true, fake_now(), 1, (uint64_t)1 << 41, 8 * MIB, 32 * MIB, 8 * MIB);
    fake_pooled(false, fake_now(), 1, (uint64_t)1 << 41, 8 * MIB, 32 * MIB, 0);
    fake_kernel(fake_now(), fake_now() + 5000, 0, 7, "_Z3addPfS_i");
    fake_kernel(fake_now(), fake_now() + 7000, 0, 7, "_Z3addPfS_i");
    fake_copy(fake_now(), fake_now() + 900, 0, 1, 4096);
    if (getenv("GPU_PROGRAM_DROPS") != NULL)
        fake_dropped(12);
    tl_mem_exit_scope();
    return EXIT_SUCCESS;
}
