/* SPDX-License-Identifier: MIT */
/* What is still open at the end: `functions` that return early and keep a buffer each, or `scopes` of iterations. */
#include <stdlib.h>
#include <string.h>
#include <tl/abi.h>

enum { TIMES = 2000, SLOT_BYTES = 100000 };

__attribute__((noinline)) static void step(void)
{
    tl_mem_function_enter(1);
    (void)tl_mem_get_buffer(0, SLOT_BYTES);
}

__attribute__((noinline)) static void iterate(void)
{
    tl_mem_enter_scope();
}

int main(int count, char **arguments)
{
    const int functions = count > 1 && strcmp(arguments[1], "functions") == 0;
    for (int i = 0; i < TIMES; i++)
        functions ? step() : iterate();
    return EXIT_SUCCESS;
}
