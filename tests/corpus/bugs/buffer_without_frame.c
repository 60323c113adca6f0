/* SPDX-License-Identifier: MIT */
/*
 * A slot buffer is asked for after the function's frame is gone.
 *
 * expect: misuse buffer-no-frame * 1
 * call: tl_mem_get_buffer
 */
#include "tl.h"

void show(void)
{
    tl_mem_function_enter(1);
    LET(char *, text, tl_mem_get_buffer(0, 8));
    SET(text[0] = 'a');
    tl_mem_function_exit();
    SET(text = tl_mem_get_buffer(0, 8)); /* BUG: buffer-no-frame */
    DO(tt_use(text == NULL ? 1.0F : 0.0F));
}

int main(void)
{
    DO(show());
    return 0;
}
