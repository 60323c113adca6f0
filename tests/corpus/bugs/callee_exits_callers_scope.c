/* SPDX-License-Identifier: MIT */
/*
 * A helper leaves a scope that it has not entered: its caller's. The caller's own exit then finds none.
 *
 * expect: misuse|scope * * 1
 * call: tl_mem_exit_scope
 */
#include "tl.h"

float finish(tl_tensor *tensor)
{
    LET(float, sum, tt_sum(tensor)); /* ALSO: TL does not announce what follows: the last line before it */
    tl_mem_exit_scope();             /* BUG: the caller's scope */
    return sum;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, tensor, tt_full(26, 1.0F));
    DO(tt_use(finish(tensor)));
    tl_mem_exit_scope();
    return 0;
}
