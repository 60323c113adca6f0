/* SPDX-License-Identifier: MIT */
/*
 * A function leaves by a scope's exit the scope that came with its frame, and then its frame.
 *
 * expect: misuse|scope function-scope-gone * 1
 * call: tl_mem_exit_scope
 * also: exit-global-scope
 */
#include "tl.h"

void work(void)
{
    tl_mem_function_enter(1);
    LET(char *, text, tl_mem_get_buffer(0, 8)); /* ALSO: the first statement of the frame */
    SET(text[0] = 'x');
    tl_mem_exit_scope(); /* BUG: function-scope-gone */
    DO(tt_use(1.0F));    /* ALSO: the exit before it is announced with this line, the frame's end not at all */
    tl_mem_function_exit();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, tensor, tt_full(6, 1.0F));
    DO(work());
    DO(tt_use(tensor != NULL ? 1.0F : 0.0F));
    tl_mem_exit_scope();
    return 0;
}
