/* SPDX-License-Identifier: MIT */
/*
 * A struct is acquired before anybody has registered it: the runtime does not know what it is, and never frees it.
 *
 * expect: misuse acquire-unknown * 1
 * call: tl_ptr_acquire
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, early, malloc(88));
    DO(tl_ptr_acquire(early)); /* BUG: acquire-unknown */
    SET(*early = 6);
    DO(tl_ptr_release(early));
    DO(free(early));
    tl_mem_exit_scope();
    return 0;
}
