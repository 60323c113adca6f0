/* SPDX-License-Identifier: MIT */
/*
 * A struct that lives on the stack is registered as if it had been allocated.
 *
 * expect: misuse not-heap-block * 1
 * call: tl_mem_register_struct
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    int64_t pair[2] = {1, 2};
    DO(tl_mem_register_struct(pair)); /* BUG: not-heap-block */
    DO(tt_use((float)pair[1]));
    tl_mem_exit_scope();
    return 0;
}
