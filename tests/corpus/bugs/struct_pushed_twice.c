/* SPDX-License-Identifier: MIT */
/*
 * A struct is put into a vector twice with the one reference that was moved: the vector's end releases it twice.
 *
 * expect: misuse release-freed struct 1
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, list, tt_vector(4); tl_mem_register_vec_ptr(list));
    LET(int64_t *, item, malloc(112); tl_mem_register_struct_named(item, "Item")); /* ALSO: what it is about */
    SET(*item = 2);
    DO(tt_push(list, item); tl_mem_unregister(item)); /* ALSO: the one move for two places */
    DO(tt_push(list, item));                          /* BUG: the second place has no reference */
    tl_mem_exit_scope();
    return 0;
}
