/* SPDX-License-Identifier: MIT */
/*
 * A function acquires its argument for the time of its work, and forgets to release it.
 *
 * expect: leak over-acquired tensor 1
 * call: tl_tensor_acquire
 */
#include "tl.h"

float norm(tl_tensor *tensor)
{
    tl_mem_enter_scope();
    DO(tl_tensor_acquire(tensor)); /* BUG: over-acquired */
    LET(tl_tensor *, squared, tt_add(tensor, tensor));
    LET(float, sum, tt_sum(squared));
    tl_mem_exit_scope();
    return sum;
}

float mean(tl_tensor *tensor)
{
    tl_mem_enter_scope();
    DO(tl_tensor_acquire(tensor));
    LET(float, sum, tt_sum(tensor));
    DO(tl_tensor_release(tensor));
    tl_mem_exit_scope();
    return sum;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, tensor, tt_full(96, 3.0F));
    DO(tt_use(mean(tensor)));
    DO(tt_use(norm(tensor)));
    DO(tt_use(mean(tensor)));
    tl_mem_exit_scope();
    return 0;
}
