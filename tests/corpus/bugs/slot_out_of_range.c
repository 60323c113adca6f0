/* SPDX-License-Identifier: MIT */
/*
 * A function with two slots asks for a buffer of the third.
 *
 * expect: misuse slot-out-of-range * 1
 * call: tl_mem_get_buffer
 */
#include <stdio.h>

#include "tl.h"

void join(const char *left, const char *right)
{
    tl_mem_function_enter(2);
    LET(char *, first, tl_mem_get_buffer(0, 16));
    DO(snprintf(first, 16, "%s", left));
    LET(char *, both, tl_mem_get_buffer(2, 32)); /* BUG: slot-out-of-range */
    if (both != NULL) {
        DO(snprintf(both, 32, "%s%s", first, right));
    }
    tl_mem_function_exit();
}

int main(void)
{
    DO(join("a", "b"));
    return 0;
}
