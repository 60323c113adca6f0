/* SPDX-License-Identifier: MIT */
/*
 * The base case of a recursion returns without leaving the scope it has entered.
 *
 * expect: leak|scope|misuse scope-never-left|scopes-open-at-end * 1
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end scope-never-left
 */
#include "tl.h"

int64_t depth_of(int64_t level)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, mark, tt_full(12, (float)level)); /* ALSO: the first statement of the scope that stays open */
    if (level == 0) {
        return 0; /* BUG: scope-never-left */
    }
    LET(int64_t, below, depth_of(level - 1));
    DO(tt_use(tt_sum(mark)));
    tl_mem_exit_scope();
    return below + 1;
}

int main(void)
{
    LET(int64_t, depth, depth_of(5));
    DO(tt_use((float)depth));
    return 0;
}
