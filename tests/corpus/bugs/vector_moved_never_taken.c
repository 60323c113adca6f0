/* SPDX-License-Identifier: MIT */
/*
 * A vector is moved out of its scope with the tensors in it, and the caller uses it without taking it over.
 *
 * expect: leak moved-never-taken vector 1
 * call: tl_mem_unregister
 */
#include "tl.h"

tl_vec *collect(int64_t count)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, tt_vector(4); tl_mem_register_vec_ptr(rows));
    LOOP (i, count) { /* ALSO: the move is in the return, which TL does not announce */
        LET(tl_tensor *, row, tt_full(10, (float)i));
        DO(tt_push(rows, row); tl_mem_unregister(row));
    }
    tl_mem_unregister(rows);
    tl_mem_exit_scope();
    return rows;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, collect(3)); /* BUG: moved-never-taken */
    DO(tt_use((float)rows->len));
    tl_mem_exit_scope();
    return 0;
}
