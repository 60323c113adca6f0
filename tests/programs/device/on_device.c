/* SPDX-License-Identifier: MIT */
/* A tensor on device 1 of its kind that two streams use, its memory taken by a third, and leaked there. */
#include <stdint.h>
#include <stdlib.h>

#include <tl/tensor.h>

enum { ELEMENTS = 16, ORDINAL = 1 };

static tl_tensor *new_on(uintptr_t stream)
{
    tl_tensor *tensor =
        tlscope_tensor_new_on(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CUDA, ORDINAL, (void *)stream);
    if (tensor == NULL)
        exit(3);
    return tensor;
}

int main(void)
{
    tl_tensor *tensor = new_on(0x70);
    tlscope_tensor_use(tensor, (void *)(uintptr_t)0x80);
    tl_tensor_acquire(tensor);
    tl_tensor_release(tensor);
    tensor = new_on(0x90);
    tl_mem_enter_scope();
    tl_mem_register_tensor(tensor);
    tl_tensor_acquire(tensor);
    tl_mem_exit_scope();
    return 0;
}
