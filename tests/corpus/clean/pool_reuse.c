/* SPDX-License-Identifier: MIT */
/*
 * Tensors of a few sizes come and go and come out of the pool again; some are taken out of it and given back by hand.
 */
#include "tl.h"

void borrow(int64_t elements)
{
    LET(tl_tensor *, scratch, tt_pool_take(elements));
    DO(tt_use(tt_sum(scratch)));
    DO(tt_pool_give(scratch));
}

void step(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, small, tt_full(8 + number % 3, 1.0F));
    LET(tl_tensor *, twice, tt_scale(small, 2.0F));
    DO(borrow(8));
    DO(tt_use(tt_sum(twice)));
    tl_mem_exit_scope();
}

int main(void)
{
    LOOP (number, 12) {
        DO(step(number));
    }
    LET(tl_tensor *, last, tt_pool_take(9); tl_mem_register_tensor(last); tl_tensor_acquire(last));
    DO(tt_use(tt_sum(last)));
    DO(tl_tensor_release(last));
    return 0;
}
