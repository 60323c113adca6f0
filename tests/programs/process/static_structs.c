/* SPDX-License-Identifier: MIT */
/* Leaks two structs in static memory, whose sizes nobody knows, and with any argument one of malloc's among them. */
#include <stdlib.h>
#include <tl/abi.h>

__attribute__((noinline)) static void leak(void *block)
{
    tl_mem_enter_scope();
    tl_mem_register_struct_named(block, "Static");
    tl_mem_unregister(block);
    tl_mem_exit_scope();
}

int main(int count, char **arguments)
{
    static long first[4];
    static long second[4];
    (void)arguments;
    leak(first);
    leak(second);
    if (count > 1)
        leak(malloc(sizeof first));
    return EXIT_SUCCESS;
}
