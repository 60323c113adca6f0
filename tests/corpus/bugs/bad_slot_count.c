/* SPDX-License-Identifier: MIT */
/*
 * A function frame with a negative number of slots.
 *
 * expect: misuse bad-slot-count * 1
 * call: tl_mem_function_enter
 */
#include "tl.h"

int64_t count_of(int64_t names)
{
    tl_mem_function_enter(names - 2);
    LET(int64_t, twice, names * 2); /* BUG: bad-slot-count */
    tl_mem_function_exit();
    return twice;
}

int main(void)
{
    DO(tt_use((float)count_of(1)));
    return 0;
}
