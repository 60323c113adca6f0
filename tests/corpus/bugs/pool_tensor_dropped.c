/* SPDX-License-Identifier: MIT */
/*
 * A tensor is taken out of the pool, used, and neither given back nor registered.
 *
 * expect: leak never-registered tensor 1
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 2) {
        tl_mem_enter_scope();
        LET(tl_tensor *, warm, tt_full(33, 1.0F));
        DO(tt_use(tt_sum(warm)));
        tl_mem_exit_scope();
    }
    LET(tl_tensor *, scratch, tt_pool_take(33)); /* BUG: never-registered */
    DO(tt_use(tt_sum(scratch)));
    tl_mem_exit_scope();
    return 0;
}
