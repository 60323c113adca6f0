/* SPDX-License-Identifier: MIT */
/*
 * `left` is acquired and `right` is released: one stays, the other is freed while it is still listed.
 *
 * expect: leak over-acquired tensor 1
 * call: tl_tensor_acquire
 * also: release-freed stale-record
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, left, tt_full(36, 1.0F));
    LET(tl_tensor *, right, tt_full(18, 2.0F));
    DO(tl_tensor_acquire(left)); /* BUG: over-acquired */
    DO(tt_use(tt_sum(left) + tt_sum(right)));
    DO(tl_tensor_release(right)); /* ALSO: the release that was meant for the other */
    tl_mem_exit_scope();
    return 0;
}
