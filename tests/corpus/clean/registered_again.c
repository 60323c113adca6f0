/* SPDX-License-Identifier: MIT */
/*
 * Values that are registered in two scopes at once, and twice in one: each exit gives back what its records hold.
 */
#include "tl.h"

void look(tl_tensor *tensor, void *block)
{
    tl_mem_enter_scope();
    DO(tl_mem_register_tensor(tensor));
    DO(tl_mem_register_ptr(block));
    tl_mem_enter_scope();
    DO(tl_mem_register_tensor(tensor); tl_mem_register_tensor(tensor));
    DO(tt_use(tt_sum(tensor)));
    tl_mem_exit_scope();
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, tensor, tt_full(18, 1.0F));
    LET(void *, block, malloc(36); tl_mem_register_struct_named(block, "Block"));
    LOOP (i, 4) {
        DO(look(tensor, block));
    }
    tl_mem_exit_scope();
    return 0;
}
