/* SPDX-License-Identifier: MIT */
/*
 * An element is put into a vector without being moved or acquired: the scope and the vector both own the one reference.
 *
 * expect: misuse release-freed tensor 1
 * also: stale-record
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, tt_vector(2); tl_mem_register_vec_ptr(rows));
    tl_mem_enter_scope();
    LET(tl_tensor *, row, tt_full(28, 1.0F)); /* ALSO: what it is about */
    DO(tt_push(rows, row));                   /* BUG: neither moved nor acquired */
    tl_mem_exit_scope();
    DO(tt_use((float)rows->len)); /* ALSO: the exit that frees it has this line, the one that meets it again none */
    tl_mem_exit_scope();
    return 0;
}
