/* SPDX-License-Identifier: MIT */
/*
 * A break leaves the loop without leaving the scope of its iteration.
 *
 * expect: leak scope-never-left tensor 1
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end
 */
#include "tl.h"

int main(void)
{
    LET(float, total, 0);
    LOOP (i, 10) {
        tl_mem_enter_scope();
        LET(tl_tensor *, row, tt_full(24, (float)i)); /* ALSO: the first statement of the scope that stays open */
        if (i == 4) {
            break; /* BUG: scope-never-left */
        }
        SET(total += tt_sum(row));
        tl_mem_exit_scope();
    }
    DO(tt_use(total));
    return 0;
}
