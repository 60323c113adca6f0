/* SPDX-License-Identifier: MIT */
/*
 * A training loop acquires the gradient of each step for the next one, and never gives the one before back.
 *
 * expect: leak|growth over-acquired|grows-per-iteration tensor 20
 * call: tl_tensor_acquire
 * also: grows-per-iteration over-acquired
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, weights, tt_full(512, 1.0F));
    LET(tl_tensor *, previous, weights);
    LOOP (step, 20) {
        tl_mem_enter_scope();
        LET(tl_tensor *, gradient, tt_scale(previous, 0.5F));
        LET(tl_tensor *, update, tt_add(gradient, weights));
        SET(previous = update; tl_tensor_acquire(previous)); /* BUG: over-acquired */
        DO(tt_use(tt_sum(update)));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
