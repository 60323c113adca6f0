/* SPDX-License-Identifier: MIT */
/*
 * The size of a buffer is computed from a length that is one too small.
 *
 * expect: misuse bad-buffer-size * 1
 * call: tl_mem_get_buffer
 */
#include "tl.h"

void pad(int64_t length)
{
    tl_mem_function_enter(1);
    LET(char *, text, tl_mem_get_buffer(0, length - 4)); /* BUG: bad-buffer-size */
    DO(tt_use(text == NULL ? 1.0F : 0.0F));
    tl_mem_function_exit();
}

int main(void)
{
    DO(pad(12));
    DO(pad(3));
    return 0;
}
