/* SPDX-License-Identifier: MIT */
/*
 * The best step so far is acquired where a better one is found, but nothing is released where it is replaced or done
 * with: only the other branch is balanced.
 *
 * expect: leak over-acquired tensor 2
 * call: tl_tensor_acquire
 * also: grows-per-iteration
 */
#include "tl.h"

float evaluate(int64_t step)
{
    float best = 0;
    tl_mem_enter_scope();
    LET(tl_tensor *, score, tt_full(32, (float)step));
    if (step % 4 == 0) {
        DO(tl_tensor_acquire(score)); /* BUG: over-acquired */
        SET(best = tt_sum(score));
    } else {
        DO(tl_tensor_acquire(score));
        SET(best = -tt_sum(score));
        DO(tl_tensor_release(score));
    }
    tl_mem_exit_scope();
    return best;
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (step, 8) {
        DO(tt_use(evaluate(step)));
    }
    tl_mem_exit_scope();
    return 0;
}
