/* SPDX-License-Identifier: MIT */
/* `embedder CASE`: what only programs with managers of their own, or with very large tensors, do. */
#include <stdio.h>
#include <string.h>

#include <tl/tensor.h>

#define FUNCTION __attribute__((noipa)) static

/* Overwrites registers and stack that still hold pointers. */
FUNCTION void forget(void)
{
    volatile char stack[16384];
    for (size_t i = 0; i < sizeof stack; i++)
        stack[i] = 0;
    __asm__ volatile("" ::: "rbx", "r12", "r13", "r14", "r15");
}

FUNCTION void tensor_outlives_manager(void)
{
    tlscope_manager *manager = tlscope_manager_new();
    tlscope_manager_acquire_ptr(manager, tlscope_tensor_new(manager, 1001, TLSCOPE_U8, TLSCOPE_CPU));
    tlscope_manager_destroy(manager);
}

/* Of a size that is 0 in 32 bits. Its last use comes too late. */
FUNCTION void huge_tensor(void)
{
    const size_t bytes = (size_t)1 << 32;
    tlscope_manager *manager = tlscope_manager_global();
    tl_tensor *tensor = tlscope_tensor_new(manager, bytes, TLSCOPE_U8, TLSCOPE_CPU);
    if (tensor == NULL) {
        puts("no memory");
        return;
    }
    volatile char *data = tlscope_tensor_data(tensor);
    data[0] = 1;
    data[bytes / 2] = 2;
    data[bytes - 1] = 3;
    tlscope_tensor_free(manager, tensor);
    if (data[bytes / 2] != 4)
        puts("done");
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "tensor_outlives_manager") == 0)
        tensor_outlives_manager();
    else if (argc == 2 && strcmp(argv[1], "huge_tensor") == 0)
        huge_tensor();
    else
        return 2;
    forget();
    return 0;
}
