/* SPDX-License-Identifier: MIT */
/*
 * A training loop: each step makes its temporaries in a scope of its own and hands the new weights out of it with one
 * more reference. The first three steps also build the optimizer's moments, which stay until the end.
 */
#include "tl.h"

enum { MOMENTS = 3 };

tl_tensor *train_step(tl_tensor *weights)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, gradient, tt_scale(weights, 0.5F));
    LET(tl_tensor *, change, tt_scale(gradient, -0.5F));
    LET(tl_tensor *, next, tt_add(weights, change));
    DO(tl_tensor_acquire(next));
    tl_mem_exit_scope();
    return next;
}

tl_tensor *new_moment(const tl_tensor *weights)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, moment, tt_scale(weights, 0.0F));
    DO(tl_tensor_acquire(moment));
    tl_mem_exit_scope();
    return moment;
}

int main(void)
{
    tl_tensor *moments[MOMENTS] = {NULL};
    tl_mem_enter_scope();
    LET(tl_tensor *, weights, tt_full(256, 1.0F));
    DO(tl_tensor_acquire(weights));
    LOOP (epoch, 40) {
        LET(tl_tensor *, next, train_step(weights));
        if (epoch < MOMENTS) {
            SET(moments[epoch] = new_moment(next));
        }
        SET(tl_tensor_release(weights); weights = next);
    }
    DO(tt_use(tt_sum(weights)));
    LOOP (i, MOMENTS) {
        DO(tl_tensor_release(moments[i]));
    }
    DO(tl_tensor_release(weights));
    tl_mem_exit_scope();
    return 0;
}
