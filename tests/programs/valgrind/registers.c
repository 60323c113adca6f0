/* SPDX-License-Identifier: MIT */
/* Registers known numbers of objects of known sizes. */
#include <stdlib.h>
#include <tl/tensor.h>

enum { ELEMENTS = 1000, TENSORS = 3, STRUCTS = 5, BLOCK_BYTES = 40 };

/* Making them counts; that they are registered then is nothing new. */
static void make_tensors(void)
{
    for (int i = 0; i < TENSORS; i++) {
        tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
        tl_mem_register_tensor(tensor);
        tl_mem_register_tensor(tensor);
    }
}

static void take_from_pool(void)
{
    tl_mem_register_tensor(tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU));
}

static void register_structs(void)
{
    for (int i = 0; i < STRUCTS; i++)
        tl_mem_register_struct(malloc(BLOCK_BYTES));
}

int main(void)
{
    tl_mem_enter_scope();
    make_tensors();
    tl_mem_exit_scope();
    tl_mem_enter_scope();
    take_from_pool();
    register_structs();
    tl_mem_exit_scope();
    return tl_get_refcount_count() == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
