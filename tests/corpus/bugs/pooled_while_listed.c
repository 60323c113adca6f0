/* SPDX-License-Identifier: MIT */
/*
 * A tensor is handed to the pool while a scope still lists it; the next one of its size gets its memory, and the exit
 * of the scope meets a record of the old one.
 *
 * expect: misuse stale-record tensor 1
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, scratch, tt_full(55, 1.0F));
    DO(tt_use(tt_sum(scratch)));
    DO(tt_pool_give(scratch));                                         /* BUG: stale-record */
    LET(tl_tensor *, next, tt_pool_take(55); tl_tensor_acquire(next)); /* ALSO: here the memory changes hands */
    DO(tt_use(tt_sum(next))); /* ALSO: the exit after it is announced with the line after */
    tl_mem_exit_scope();
    DO(tl_tensor_release(next)); /* ALSO: the exit before it is announced with this line */
    return 0;
}
