/* SPDX-License-Identifier: MIT */
/*
 * Returns out of nested blocks that leave every scope on the way, with values moved out of the innermost.
 */
#include "tl.h"

tl_tensor *pick(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, base, tt_full(12, (float)number));
    if (number % 3 == 0) {
        tl_mem_enter_scope();
        LET(tl_tensor *, third, tt_scale(base, 3.0F));
        if (number % 2 == 0) {
            tl_mem_unregister(third);
            tl_mem_exit_scope();
            tl_mem_exit_scope();
            return third;
        }
        DO(tt_use(tt_sum(third)));
        tl_mem_exit_scope();
    }
    tl_mem_unregister(base);
    tl_mem_exit_scope();
    return base;
}

int main(void)
{
    LOOP (number, 8) {
        LET(tl_tensor *, picked, pick(number));
        DO(tt_use(tt_sum(picked)));
        DO(tl_tensor_release(picked));
    }
    return 0;
}
