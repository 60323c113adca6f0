/* SPDX-License-Identifier: MIT */
/*
 * Every step acquires its tensor at one line; of the two branches after it one releases it.
 *
 * expect: leak over-acquired tensor 3
 * call: tl_tensor_acquire
 * also: grows-per-iteration
 */
#include "tl.h"

void step(int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, loss, tt_full(1, (float)number));
    DO(tl_tensor_acquire(loss)); /* BUG: over-acquired */
    if (number % 4 != 3) {
        DO(tt_use(tt_sum(loss)));
        DO(tl_tensor_release(loss));
    } else {
        DO(tt_use(-tt_sum(loss)));
    }
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (number, 12) {
        DO(step(number));
    }
    tl_mem_exit_scope();
    return 0;
}
