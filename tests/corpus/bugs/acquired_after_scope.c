/* SPDX-License-Identifier: MIT */
/*
 * A tensor is acquired when the scope that made it has ended already.
 *
 * expect: misuse acquire-freed tensor 1
 * call: tl_tensor_acquire
 * also: release-freed pooled
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, best, NULL);
    tl_mem_enter_scope();
    LET(tl_tensor *, candidate, tt_full(44, 1.0F));
    SET(best = candidate);
    tl_mem_exit_scope();
    DO(tl_tensor_acquire(best)); /* BUG: acquire-freed */
    tl_mem_exit_scope();
    return 0;
}
