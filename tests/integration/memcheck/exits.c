/* SPDX-License-Identifier: MIT */
/* Of three functions with frames and scopes, the second loses a block that was never registered. */
#include <stdlib.h>

#include <tl/abi.h>

enum { BYTES = 1000 };

static char *volatile sink;

__attribute__((noinline)) static void lose(void)
{
    tl_mem_function_enter(1);
    tl_mem_enter_scope();
    sink = malloc(BYTES);
    sink = NULL;
    tl_mem_exit_scope();
    tl_mem_function_exit();
}

__attribute__((noinline)) static void lose_nothing(void)
{
    tl_mem_function_enter(1);
    tl_mem_enter_scope();
    free(malloc(BYTES));
    tl_mem_exit_scope();
    tl_mem_function_exit();
}

int main(void)
{
    lose_nothing();
    lose();
    lose_nothing();
    return 0;
}
