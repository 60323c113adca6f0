/* SPDX-License-Identifier: MIT */
/*
 * Compiled code allocates a struct, finds that it needs none, and returns before it registers it.
 *
 * expect: heap * * 3
 * record: heap
 */
#include "tl.h"

int64_t parse(int64_t number)
{
    int64_t value = 0;
    tl_mem_enter_scope();
    LET(int64_t *, node, malloc(104)); /* BUG: never registered */
    if (number % 2 == 0) {
        tl_mem_exit_scope();
        return value;
    }
    SET(*node = number; tl_mem_register_struct_named(node, "Node"));
    SET(value = *node);
    tl_mem_exit_scope();
    return value;
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 6) {
        DO(tt_use((float)parse(i)));
    }
    tl_mem_exit_scope();
    return 0;
}
