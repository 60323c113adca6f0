/* SPDX-License-Identifier: MIT */
/*
 * A vector is pushed into itself.
 *
 * expect: misuse vector-cycle vector 1
 * call: tl_mem_exit_scope
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, ring, tt_vector(2); tl_mem_register_vec_ptr(ring)); /* ALSO: where the vector comes from */
    DO(tt_push(ring, ring));                                          /* BUG: vector-cycle */
    tl_mem_exit_scope();
    return 0;
}
