/* SPDX-License-Identifier: MIT */
/*
 * Two tensors come from a call whose result nobody registers.
 *
 * expect: leak|heap never-registered tensor 2
 */
#include "tl.h"

float guess(void)
{
    LET(tl_tensor *, raw, tt_unregistered(72)); /* BUG: never-registered */
    return tt_sum(raw);
}

int main(void)
{
    tl_mem_enter_scope();
    DO(tt_use(guess()));
    LET(tl_tensor *, listed, tt_unregistered(72); tl_mem_register_tensor(listed));
    DO(tt_use(tt_sum(listed)));
    DO(tt_use(guess()));
    tl_mem_exit_scope();
    return 0;
}
