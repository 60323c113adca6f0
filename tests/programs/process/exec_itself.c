/* SPDX-License-Identifier: MIT */
/*
 * A program that becomes another, itself with an argument:
 *   exec_itself         leaks one struct before, and two after
 *   exec_itself held    leaks nothing: before, a scope holds its struct; after, none is left
 */
#include <stdlib.h>
#include <string.h>
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

static void hold_struct(const char *name)
{
    tl_mem_enter_scope();
    tl_mem_register_struct_named(malloc(32), name);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "held") == 0) {
        hold_struct("Held");
        execl("/proc/self/exe", argv[0], "dropped", (char *)NULL);
        return EXIT_FAILURE;
    }
    if (argc > 1 && strcmp(argv[1], "dropped") == 0) {
        hold_struct("Dropped");
        tl_mem_exit_scope();
        return EXIT_SUCCESS;
    }
    if (argc > 1) {
        leak_struct("After");
        leak_struct("After");
        return EXIT_SUCCESS;
    }
    leak_struct("Before");
    execl("/proc/self/exe", argv[0], "again", (char *)NULL);
    return EXIT_FAILURE;
}
