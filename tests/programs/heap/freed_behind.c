/* SPDX-License-Identifier: MIT */
/*
 * Frees 2 registered structs named Freed and moves 1 named Moved by realloc, all while the manager counts them. One
 * named Grown is resized where it stands, and one named Released is freed by the manager: nothing is wrong with these.
 */
#include <stdlib.h>
#include <tl/abi.h>

enum { SMALL_BYTES = 32, LARGE_BYTES = 1 << 20 };

static void *registered(const char *name)
{
    void *block = malloc(SMALL_BYTES);
    tl_mem_register_struct_named(block, name);
    return block;
}

__attribute__((noinline)) static void free_registered(void *block)
{
    free(block);
}

__attribute__((noinline)) static void *move_registered(void *block)
{
    return realloc(block, LARGE_BYTES);
}

/* Within what malloc set aside for it a block stays where it is. */
__attribute__((noinline)) static void *resize_registered(void *block)
{
    return realloc(block, SMALL_BYTES - 1);
}

int main(void)
{
    tl_mem_enter_scope();
    void *blocks[] = {registered("Freed"), registered("Freed"), registered("Moved"), registered("Grown"),
                      registered("Released")};
    free_registered(blocks[0]);
    free_registered(blocks[1]);
    void *moved = move_registered(blocks[2]);
    tl_ptr_release(resize_registered(blocks[3]));
    tl_mem_exit_scope();
    free(moved);
    return EXIT_SUCCESS;
}
