/* SPDX-License-Identifier: MIT */
/*
 * A frame, a buffer, a scope and a tensor at every level of a recursion.
 */
#include <stdio.h>

#include "tl.h"

int64_t fibonacci(int64_t number)
{
    tl_mem_function_enter(1);
    LET(char *, text, tl_mem_get_buffer(0, 16 + number));
    DO(snprintf(text, 16, "fib %d", (int)number));
    if (number < 2) {
        tl_mem_function_exit();
        return number;
    }
    LET(int64_t, left, fibonacci(number - 1));
    tl_mem_enter_scope();
    LET(tl_tensor *, mark, tt_full(4, (float)left));
    DO(tl_tensor_acquire(mark));
    LET(int64_t, right, fibonacci(number - 2));
    DO(tl_tensor_release(mark));
    tl_mem_exit_scope();
    tl_mem_function_exit();
    return left + right;
}

int main(void)
{
    DO(tt_use((float)fibonacci(7)));
    return 0;
}
