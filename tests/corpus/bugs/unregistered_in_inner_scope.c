/* SPDX-License-Identifier: MIT */
/*
 * A return out of a block moves a tensor of the function's scope out: it is not in the block's scope, so the move
 * misses, and the function's exit frees what it returns.
 *
 * expect: misuse release-freed tensor 1
 * call: tl_mem_unregister
 */
#include "tl.h"

tl_tensor *smooth(int64_t rounds)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, result, tt_full(31, 1.0F));
    LOOP (i, rounds) {
        tl_mem_enter_scope();
        LET(tl_tensor *, next, tt_scale(result, 0.5F));
        DO(tt_use(tt_sum(next))); /* ALSO: TL does not announce the move of a return: the last line before it */
        if (i == 1) {
            tl_mem_unregister(result);
            tl_mem_exit_scope();
            tl_mem_exit_scope();
            return result; /* BUG: moved in the wrong scope */
        }
        tl_mem_exit_scope();
    }
    tl_mem_unregister(result);
    tl_mem_exit_scope();
    return result;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, first, smooth(1));
    DO(tl_tensor_release(first));
    LET(tl_tensor *, second, smooth(2));
    DO(tl_tensor_release(second));
    tl_mem_exit_scope();
    return 0;
}
