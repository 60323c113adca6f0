/* SPDX-License-Identifier: MIT */
/* A program that leaks one struct and becomes another, itself with an argument, which leaks two. */
#include <stdlib.h>
#include <tl/abi.h>
#include <unistd.h>

static void leak_struct(const char *name)
{
    void *block = malloc(32);
    tl_mem_enter_scope();
    tl_mem_register_struct_named(block, name);
    tl_mem_unregister(block);
    tl_mem_exit_scope();
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        leak_struct("After");
        leak_struct("After");
        return EXIT_SUCCESS;
    }
    leak_struct("Before");
    execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    return EXIT_FAILURE;
}
