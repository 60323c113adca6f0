/* SPDX-License-Identifier: MIT */
/*
 * A function with a frame returns out of a block: it leaves the frame and not the block's scope.
 *
 * expect: misuse|scope function-exit-open-scopes * 1
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end scope-never-left
 */
#include "tl.h"

int64_t first_even(int64_t limit)
{
    tl_mem_function_enter(1);
    LOOP (i, limit) {
        tl_mem_enter_scope();
        LET(int64_t, candidate, i + 1); /* ALSO: the first statement of the scope that stays open */
        if (candidate % 2 == 0) {
            tl_mem_function_exit();
            return candidate; /* BUG: function-exit-open-scopes */
        }
        DO(tt_use((float)candidate)); /* ALSO: the last line before the iteration */
        tl_mem_exit_scope();
    }
    tl_mem_function_exit();
    return 0;
}

int main(void)
{
    DO(tt_use((float)first_even(4)));
    return 0;
}
