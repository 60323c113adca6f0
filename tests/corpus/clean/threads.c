/* SPDX-License-Identifier: MIT */
/*
 * Threads, one after another, that work in scopes and frames of their own and share a tensor.
 */
#include <pthread.h>

#include "tl.h"

void *work(void *argument)
{
    tl_mem_function_enter(1);
    LET(tl_tensor *, shared, argument);
    DO(tl_tensor_acquire(shared));
    tl_mem_enter_scope();
    LET(tl_tensor *, own, tt_scale(shared, 2.0F));
    DO(tt_use(tt_sum(own)));
    tl_mem_exit_scope();
    DO(tl_tensor_release(shared));
    tl_mem_function_exit();
    return NULL;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, shared, tt_full(128, 1.0F));
    LOOP (i, 4) {
        LET(pthread_t, worker, 0);
        DO(pthread_create(&worker, NULL, work, shared));
        DO(pthread_join(worker, NULL));
    }
    tl_mem_exit_scope();
    return 0;
}
