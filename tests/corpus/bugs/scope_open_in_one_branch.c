/* SPDX-License-Identifier: MIT */
/*
 * A scope is entered before a branch of which only one side leaves it, in a long loop.
 *
 * expect: leak|growth|scope scope-never-left|grows-per-iteration tensor 10
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end grows-per-iteration scope-never-left
 */
#include "tl.h"

void step(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, state, tt_full(14, (float)number)); /* BUG: scope-never-left */
    if (number % 5 == 0) {
        DO(tt_use(tt_sum(state))); /* ALSO: the branch that does not leave the scope */
    } else {
        DO(tt_use(-tt_sum(state)));
        tl_mem_exit_scope();
    }
}

int main(void)
{
    LOOP (number, 50) {
        DO(step(number));
    }
    return 0;
}
