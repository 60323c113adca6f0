/* SPDX-License-Identifier: MIT */
/* Misuse of tensors on devices, and what a device can refuse: two of them by the tests' own device on host memory. */
#include <tl/tensor.h>

#include "misuse.h"

enum { ELEMENTS = 16, NO_ORDINAL = 63 };

INLINED tl_tensor *new_on(uint8_t device, uint8_t ordinal)
{
    return tlscope_tensor_new_on(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, device, ordinal, NULL);
}

void misuse_TENSOR_RANGE(void)
{
    char byte;
    tl_tensor *tensor = new_on(TLSCOPE_CPU, 0);
    tlscope_tensor_read(tensor, tlscope_tensor_bytes(tensor), &byte, 1);
    tlscope_tensor_free(tlscope_manager_global(), tensor);
}

/* Also where there are GPUs: not so many. */
void misuse_DEVICE_UNAVAILABLE(void)
{
    new_on(TLSCOPE_CUDA, NO_ORDINAL);
}

/* FAKE_DEVICE_REFUSED=allocate */
void misuse_DEVICE_ERROR(void)
{
    new_on(TLSCOPE_CUDA, 0);
}

/* FAKE_DEVICE_CAPACITY=10 */
void misuse_DEVICE_OUT_OF_MEMORY(void)
{
    new_on(TLSCOPE_CUDA, 0);
}
