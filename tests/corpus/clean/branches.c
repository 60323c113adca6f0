/* SPDX-License-Identifier: MIT */
/*
 * Acquires and releases on both sides of branches, balanced on every way through.
 */
#include "tl.h"

void step(tl_tensor *shared, int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, own, tt_full(24, (float)number));
    DO(tl_tensor_acquire(shared));
    if (number % 2 == 0) {
        DO(tl_tensor_acquire(own));
        DO(tt_use(tt_sum(own)));
        DO(tl_tensor_release(own));
        DO(tl_tensor_release(shared));
    } else {
        LET(tl_tensor *, sum, tt_scale(shared, 1.5F));
        DO(tt_use(tt_sum(sum)));
        DO(tl_tensor_release(shared));
    }
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, shared, tt_full(24, 0.0F));
    LOOP (number, 9) {
        DO(step(shared, number));
    }
    tl_mem_exit_scope();
    return 0;
}
