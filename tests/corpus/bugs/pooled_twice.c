/* SPDX-License-Identifier: MIT */
/*
 * A tensor is handed to the pool twice.
 *
 * expect: misuse pooled-twice tensor 1
 */
#include "tl.h"

void give(tl_tensor *tensor)
{
    DO(tt_pool_give(tensor)); /* BUG: pooled-twice */
}

int main(void)
{
    LET(tl_tensor *, scratch, tt_unregistered(77)); /* ALSO: the one of several tensors that it is about */
    DO(tt_use(tt_sum(scratch)));
    DO(give(scratch));
    DO(give(scratch));
    return 0;
}
