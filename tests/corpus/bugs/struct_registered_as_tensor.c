/* SPDX-License-Identifier: MIT */
/*
 * A struct is registered by the call for tensors.
 *
 * expect: misuse tensor-undescribed * 1
 * call: tl_mem_register_tensor
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, config, malloc(64));
    DO(tl_mem_register_tensor((tl_tensor *)config)); /* BUG: tensor-undescribed */
    SET(*config = 1);
    tl_mem_exit_scope();
    DO(free(config));
    return 0;
}
