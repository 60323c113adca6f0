/* SPDX-License-Identifier: MIT */
/*
 * A function leaves its scope in a branch and once more at its end.
 *
 * expect: misuse exit-global-scope * 1
 * call: tl_mem_exit_scope
 */
#include "tl.h"

void report(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, line, tt_full(9, (float)number));
    if (number > 1) {
        DO(tt_use(tt_sum(line))); /* ALSO: the line before the first of the two exits */
        tl_mem_exit_scope();
    }
    DO(tt_use((float)number)); /* ALSO: the exits before and after it are announced with this line, or not at all */
    tl_mem_exit_scope();       /* BUG: exit-global-scope */
}

int main(void)
{
    DO(report(1));
    DO(report(2));
    return 0;
}
