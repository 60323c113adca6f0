/* SPDX-License-Identifier: MIT */
/* Calls before main (a constructor) and after it (atexit, a destructor): each leaks one struct of its own name. */
#include <stdlib.h>
#include <tl/abi.h>

enum { BLOCK_BYTES = 24 };

__attribute__((noinline)) static void leak_struct(const char *name)
{
    void *block = malloc(BLOCK_BYTES);
    tl_mem_register_struct_named(block, name);
    tl_mem_unregister(block);
}

__attribute__((constructor)) static void before_main(void)
{
    leak_struct("BeforeMain");
}

__attribute__((destructor)) static void after_main(void)
{
    leak_struct("Destructor");
}

static void at_exit(void)
{
    leak_struct("AtExit");
}

int main(void)
{
    leak_struct("Main");
    return atexit(at_exit) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
