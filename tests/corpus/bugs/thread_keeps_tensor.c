/* SPDX-License-Identifier: MIT */
/*
 * A thread acquires what it works on and ends without giving it back.
 *
 * expect: leak over-acquired tensor 3
 * call: tl_tensor_acquire
 * also: grows-per-iteration
 */
#include <pthread.h>

#include "tl.h"

void *work(void *argument)
{
    DO(tl_tensor_acquire(argument)); /* BUG: over-acquired */
    DO(tt_use(tt_sum(argument)));
    return NULL;
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 3) {
        tl_mem_enter_scope();
        LET(tl_tensor *, shared, tt_full(128, (float)i));
        LET(pthread_t, worker, 0);
        DO(pthread_create(&worker, NULL, work, shared));
        DO(pthread_join(worker, NULL));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
