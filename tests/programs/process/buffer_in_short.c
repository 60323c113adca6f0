/* SPDX-License-Identifier: MIT */
/* A slot buffer gets the address of a struct that the program freed behind the manager's back, in a call that is made
 * in short until then; a second malloc would return another block. Prints whether the buffer has that address. */
#include <stdio.h>
#include <stdlib.h>
#include <tl/abi.h>

enum { BYTES = 200, CACHED = 7, BINNED = 8, CALLS = 70000 };

static void *cached[CACHED], *binned[BINNED];

/* Blocks that do not stand side by side, or malloc would join them once they are free. */
static void take(void **blocks, int count)
{
    for (int i = 0; i < count; i++) {
        blocks[i] = malloc(BYTES);
        (void)!malloc(BYTES);
    }
}

static void give(void *const *blocks, int count)
{
    for (int i = 0; i < count; i++)
        free(blocks[i]);
}

static void enter(void)
{
    tl_mem_function_enter(1);
    __asm__ volatile(""); /* no jump to it, so that all calls come from one place */
}

int main(void)
{
    take(cached, CACHED);
    take(binned, BINNED);
    enter();
    tl_mem_function_exit();
    for (int i = 0; i < CALLS; i++) /* after so many without an announcement none is waited for */
        (void)tl_get_scope_depth();
    tl_mem_enter_scope();
    tl_mem_register_struct(binned[0]);
    give(cached, CACHED); /* malloc's cache is full then */
    give(binned, BINNED);
    (void)!malloc(5000); /* sorts what is not in the cache into its bin */
    for (int i = 0; i < CACHED; i++)
        cached[i] = malloc(BYTES);
    enter();
    const void *buffer = tl_mem_get_buffer(0, BYTES);
    printf("%d\n", buffer == binned[0]);
    tl_mem_function_exit();
    tl_mem_exit_scope();
    return 0;
}
