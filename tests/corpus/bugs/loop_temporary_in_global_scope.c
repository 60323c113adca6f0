/* SPDX-License-Identifier: MIT */
/*
 * A loop at the top of the program makes its temporaries outside any scope: the global scope keeps them all.
 *
 * expect: growth|leak grows-per-iteration|global-scope tensor 30
 * call: tl_mem_register_tensor
 */
#include "tl.h"

float step(const tl_tensor *weights)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, squared, tt_add(weights, weights));
    LET(float, loss, tt_sum(squared));
    tl_mem_exit_scope();
    return loss;
}

int main(void)
{
    LET(tl_tensor *, weights, tt_full(100, 1.0F));
    LOOP (i, 30) {
        LET(tl_tensor *, noisy, tt_scale(weights, 1.01F)); /* BUG: grows-per-iteration */
        DO(tt_use(step(noisy)));
    }
    return 0;
}
