/* SPDX-License-Identifier: MIT */
/*
 * A vector says that it holds elements, and has no data.
 *
 * expect: misuse vector-header vector 1
 * call: tl_mem_register_vec_ptr
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, broken, tt_vector(3); tl_mem_register_vec_ptr(broken)); /* ALSO: where the vector comes from */
    DO(free(broken->data));
    SET(broken->data = NULL; broken->len = 3); /* BUG: vector-header */
    tl_mem_exit_scope();                       /* ALSO: here the runtime reads the header; TL announces it not at all */
    return 0;
}
