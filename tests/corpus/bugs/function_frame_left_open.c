/* SPDX-License-Identifier: MIT */
/*
 * A function with slot buffers returns early without leaving its frame.
 *
 * expect: scope|misuse|leak frames-open-at-end|scope-never-left * 2
 * call: tl_mem_function_enter
 * also: scopes-open-at-end frames-open-at-end scope-never-left grows-per-iteration
 */
#include <stdio.h>

#include "tl.h"

void describe(int64_t number)
{
    tl_mem_function_enter(1);
    LET(char *, text, tl_mem_get_buffer(0, 32)); /* ALSO: the first statement of the frame that stays open */
    if (number % 3 == 0) {
        return; /* BUG: frames-open-at-end */
    }
    DO(snprintf(text, 32, "number %d", (int)number));
    tl_mem_function_exit();
}

int main(void)
{
    LOOP (i, 6) {
        DO(describe(i));
    }
    return 0;
}
