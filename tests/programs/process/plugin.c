/* SPDX-License-Identifier: MIT */
/* A library that leaks a struct and is closed. */
#include <stdlib.h>
#include <tl/abi.h>

enum { BLOCK_BYTES = 40 };

void leak_in_plugin(void);

void leak_in_plugin(void)
{
    void *block = malloc(BLOCK_BYTES);
    tl_mem_register_struct_named(block, "OfPlugin");
    tl_mem_unregister(block);
}
