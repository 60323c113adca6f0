/* SPDX-License-Identifier: MIT */
/* Tensors on a device that the stand-in tells errors of: one in the pool, one that leaks. Where their data is goes into
 * the file that STANDIN_FACTS names. */
#include <stdio.h>
#include <stdlib.h>
#include <tl/tensor.h>

enum { ELEMENTS = 1024 };

static tl_tensor *make(void)
{
    return tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CUDA);
}

static void *use_and_pool(void)
{
    tl_mem_function_enter(0);
    tl_tensor *tensor = make();
    void *data = tlscope_tensor_data(tensor);
    tl_mem_register_tensor(tensor);
    tl_mem_function_exit();
    return data;
}

static void *leak(void)
{
    tl_tensor *tensor = make();
    tl_tensor_acquire(tensor);
    return tlscope_tensor_data(tensor);
}

int main(int argc, char **argv)
{
    void *leaked = leak();
    void *pooled = use_and_pool();
    const char *path = getenv("STANDIN_FACTS");
    FILE *facts = path != NULL ? fopen(path, "w") : NULL;
    if (facts == NULL)
        return EXIT_FAILURE;
    fprintf(facts, "leaked=%p\npooled=%p\n", leaked, pooled);
    fclose(facts);
    return argc > 1 ? atoi(argv[1]) : EXIT_SUCCESS;
}
