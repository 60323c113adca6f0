/* SPDX-License-Identifier: MIT */
/*
 * A tensor with a reference of its own is released twice: on the way out of a branch, and at the end.
 *
 * expect: misuse release-freed tensor 1
 * call: tl_tensor_release
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, kept, NULL);
    tl_mem_enter_scope();
    LET(tl_tensor *, made, tt_full(50, 1.0F));
    SET(kept = made; tl_tensor_acquire(made));
    tl_mem_exit_scope();
    if (tt_sum(kept) > 1.0F) {
        DO(tl_tensor_release(kept)); /* ALSO: the one or the other release is too many */
    }
    DO(tl_tensor_release(kept)); /* BUG: release-freed */
    tl_mem_exit_scope();
    return 0;
}
