/* SPDX-License-Identifier: MIT */
/* Calls the memory manager of whoever provides it. */
#include <tl/abi.h>

int main(void)
{
    tl_mem_enter_scope();
    tl_mem_exit_scope();
    return 0;
}
