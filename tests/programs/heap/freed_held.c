/* SPDX-License-Identifier: MIT */
/*
 * The global scope holds 3 structs at the end: 1 named Freed, whose block the program has freed; 1 named Replaced,
 * whose address was perhaps given to another block since; and 1 named Held, with which nothing is wrong.
 */
#include <stdlib.h>
#include <tl/abi.h>

enum { SMALL_BYTES = 32 };

static void *registered(const char *name)
{
    void *block = malloc(SMALL_BYTES);
    tl_mem_register_struct_named(block, name);
    return block;
}

/* Keeps blocks from being taken away for nobody using them. */
static void *volatile held[2];

int main(void)
{
    held[0] = registered("Held");
    void *replaced = registered("Replaced");
    void *freed = registered("Freed");
    free(replaced);
    held[1] = malloc(SMALL_BYTES);
    free(freed);
    return held[0] != NULL && held[1] != NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
