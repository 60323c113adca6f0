/* SPDX-License-Identifier: MIT */
/*
 * A function leaves its frame before a return in a branch and once more behind it.
 *
 * expect: misuse function-exit-no-frame * 1
 * call: tl_mem_function_exit
 */
#include "tl.h"

int64_t width(int64_t number)
{
    tl_mem_function_enter(1);
    LET(char *, digits, tl_mem_get_buffer(0, 24));
    SET(digits[0] = '0');
    if (number < 10) {
        tl_mem_function_exit();
        SET(number = 1); /* ALSO: the first of the two exits is announced with this line */
    }
    DO(tt_use((float)number)); /* ALSO: TL does not announce what follows: the last line before it */
    tl_mem_function_exit();    /* BUG: function-exit-no-frame */
    return number;
}

int main(void)
{
    DO(tt_use((float)width(12)));
    DO(tt_use((float)width(3)));
    return 0;
}
