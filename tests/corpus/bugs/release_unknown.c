/* SPDX-License-Identifier: MIT */
/*
 * A struct that was never registered is released.
 *
 * expect: misuse release-unknown * 1
 * call: tl_ptr_release
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, plain, malloc(40));
    SET(*plain = 4);
    DO(tl_ptr_release(plain)); /* BUG: release-unknown */
    DO(free(plain));
    tl_mem_exit_scope();
    return 0;
}
