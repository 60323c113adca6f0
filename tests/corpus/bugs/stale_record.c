/* SPDX-License-Identifier: MIT */
/*
 * A tensor is released early, while its scope still lists it; the pool gives its memory to a new tensor, which the
 * exit of the scope must not release.
 *
 * expect: misuse stale-record tensor 1
 * call: tl_tensor_release
 */
#include "tl.h"

tl_tensor *replace(tl_tensor *old)
{
    DO(tl_tensor_release(old)); /* BUG: stale-record */
    tl_mem_enter_scope();
    LET(tl_tensor *, new, tt_full(40, 2.0F));
    tl_mem_unregister(new);
    tl_mem_exit_scope();
    return new;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, old, tt_full(40, 1.0F));
    LET(tl_tensor *, new, replace(old));
    tl_mem_exit_scope();     /* ALSO: here the runtime meets the record */
    DO(tt_use(tt_sum(new))); /* ALSO: the exit before it is announced with this line */
    DO(tl_tensor_release(new));
    return 0;
}
