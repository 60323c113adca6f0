/* SPDX-License-Identifier: MIT */
/*
 * A return out of a nested block leaves the function's scope but not the block's.
 *
 * expect: leak scope-never-left tensor 2
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end grows-per-iteration
 */
#include "tl.h"

float search(int64_t step)
{
    tl_mem_enter_scope(); /* ALSO: two scopes are entered and one is left: which of them is a matter of reading */
    LET(tl_tensor *, row, tt_full(16, (float)step)); /* ALSO: the same */
    if (tt_sum(row) > 1.0F) {
        tl_mem_enter_scope();
        LET(tl_tensor *, peak, tt_scale(row, 2.0F)); /* ALSO: the first statement of the scope that stays open */
        if (step % 3 == 2) {
            LET(float, found, tt_sum(peak)); /* ALSO: TL announces no return: the last line before it */
            tl_mem_exit_scope();
            return found; /* BUG: scope-never-left */
        }
        DO(tt_use(tt_sum(peak)));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}

int main(void)
{
    LOOP (step, 6) {
        DO(tt_use(search(step)));
    }
    return 0;
}
