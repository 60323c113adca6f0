/* SPDX-License-Identifier: MIT */
/*
 * A vector is registered as what it is, and again as a struct.
 *
 * expect: misuse kind-mismatch vector 1
 * call: tl_mem_register_struct
 */
#include "tl.h"

void list(void *object)
{
    DO(tl_mem_register_struct(object)); /* BUG: kind-mismatch */
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, numbers, tt_vector(2); tl_mem_register_vec_ptr(numbers));
    DO(list(numbers));
    DO(tt_use((float)numbers->cap));
    tl_mem_exit_scope();
    return 0;
}
