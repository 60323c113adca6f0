/* SPDX-License-Identifier: MIT */
/*
 * A variable with a reference of its own is assigned anew; the reference that it held is not given back.
 *
 * expect: leak over-acquired tensor 1
 * call: tl_tensor_acquire
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, current, NULL);
    tl_mem_enter_scope();
    LET(tl_tensor *, first, tt_full(40, 1.0F));
    SET(current = first; tl_tensor_acquire(first)); /* BUG: over-acquired */
    tl_mem_exit_scope();
    tl_mem_enter_scope();
    LET(tl_tensor *, second, tt_scale(current, 2.0F));
    SET(current = second; tl_tensor_acquire(second)); /* ALSO: here the first one is forgotten */
    tl_mem_exit_scope();
    DO(tt_use(tt_sum(current)));
    DO(tl_tensor_release(current));
    tl_mem_exit_scope();
    return 0;
}
