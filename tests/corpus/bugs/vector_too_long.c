/* SPDX-License-Identifier: MIT */
/*
 * A push past a vector's capacity: its length is larger than its room.
 *
 * expect: misuse vector-header vector 1
 * call: tl_mem_register_vec_ptr
 */
#include "tl.h"

tl_vec *make_list(void)
{
    LET(tl_vec *, items, tt_vector(2));
    SET(items->len = 5);
    return items;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, items, make_list());
    DO(tl_mem_register_vec_ptr(items)); /* BUG: vector-header */
    DO(tt_use((float)items->len)); /* ALSO: TL does not announce the exit, where the header is read: the last line */
    tl_mem_exit_scope();
    return 0;
}
