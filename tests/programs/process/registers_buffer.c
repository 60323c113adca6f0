/* SPDX-License-Identifier: MIT */
/* Registers a slot buffer as a struct of its own: in a scope that is left before the function, and in one around it. */
#include <tl/abi.h>

enum { BUFFER_BYTES = 48 };

__attribute__((noinline)) static void *take(int inside)
{
    tl_mem_function_enter(1);
    void *buffer = tl_mem_get_buffer(0, BUFFER_BYTES);
    if (inside)
        tl_mem_enter_scope();
    tl_mem_register_struct(buffer);
    if (inside)
        tl_mem_exit_scope();
    tl_mem_function_exit();
    return buffer;
}

int main(void)
{
    tl_mem_enter_scope();
    (void)take(1);
    (void)take(0);
    tl_mem_exit_scope();
    return 0;
}
