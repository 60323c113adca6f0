/* SPDX-License-Identifier: MIT */
/*
 * A thread's function leaves a scope that the thread before has entered.
 *
 * expect: misuse exit-other-thread * 1
 * call: tl_mem_exit_scope
 * also: exit-global-scope
 */
#include <pthread.h>

#include "tl.h"

void *finish(void *unused)
{
    DO(tt_use(2.0F));    /* ALSO: TL does not announce what follows: the last line before it */
    tl_mem_exit_scope(); /* BUG: exit-other-thread */
    return unused;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, shared, tt_full(15, 1.0F)); /* ALSO: the scope was entered for it */
    LET(pthread_t, worker, 0);
    DO(tt_use(tt_sum(shared)));
    DO(pthread_create(&worker, NULL, finish, NULL));
    DO(pthread_join(worker, NULL));
    return 0;
}
