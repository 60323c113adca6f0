/* SPDX-License-Identifier: MIT */
/* One function loses a struct that the runtime knows, and blocks of its own beside it. */
#include <stdlib.h>

#include <tl/abi.h>

enum { STRUCT_BYTES = 24, OWN_BYTES = 1000, OWN_BLOCKS = 5 };

static char *volatile sink;

__attribute__((noinline)) static void lose(void)
{
    tl_mem_enter_scope();
    sink = malloc(STRUCT_BYTES);
    tl_mem_register_struct_named(sink, "Known");
    tl_mem_unregister(sink);
    tl_mem_exit_scope();
    for (int i = 0; i < OWN_BLOCKS; i++)
        sink = malloc(OWN_BYTES);
    sink = malloc(STRUCT_BYTES);
    sink = NULL;
}

int main(void)
{
    lose();
    return 0;
}
