/* SPDX-License-Identifier: MIT */
/* Statements of a program that is interpreted: one address calls for many of them. */
#include <stdlib.h>
#include <tl/abi.h>

enum { STATEMENTS = 6, BYTES = 48 };

int main(void)
{
    void *block = malloc(BYTES);
    tl_mem_register_struct(block);
    for (unsigned line = 1; line <= STATEMENTS; line++) {
        tl_mem_enter_scope();
        tl_mem_register_struct(block);
        tl_mem_register_struct(malloc(BYTES));
        tl_mem_exit_scope();
        tl_trace_mem("interpreted.tl", line, 1, "expr");
    }
    return 0;
}
