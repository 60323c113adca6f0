/* SPDX-License-Identifier: MIT */
/*
 * A function moves its result out, and each caller registers what it got: two counts for one reference.
 *
 * expect: leak moved-counted-twice tensor 5
 * call: tl_mem_register_tensor
 * also: grows-per-iteration
 */
#include "tl.h"

tl_tensor *predict(tl_tensor *input)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, hidden, tt_scale(input, 3.0F));
    LET(tl_tensor *, output, tt_scale(hidden, 0.5F));
    tl_mem_unregister(output);
    tl_mem_exit_scope();
    return output;
}

void run_batch(tl_tensor *input)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, output, predict(input); tl_mem_register_tensor(output)); /* BUG: moved-counted-twice */
    DO(tt_use(tt_sum(output)));
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, input, tt_full(128, 1.0F));
    LOOP (batch, 5) {
        DO(run_batch(input));
    }
    tl_mem_exit_scope();
    return 0;
}
