/* SPDX-License-Identifier: MIT */
/*
 * A continue goes past the release at the end of the body; the scope is left as it should be.
 *
 * expect: leak over-acquired tensor 5
 * call: tl_tensor_acquire
 * also: grows-per-iteration
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 10) {
        tl_mem_enter_scope();
        LET(tl_tensor *, sample, tt_full(30, (float)i));
        DO(tl_tensor_acquire(sample)); /* BUG: over-acquired */
        if (i % 2 == 0) {
            tl_mem_exit_scope();
            continue;
        }
        DO(tt_use(tt_sum(sample)));
        DO(tl_tensor_release(sample));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
