/* SPDX-License-Identifier: MIT */
/*
 * A vector of vectors: the inner ones are pushed without ever being registered, so the outer one's end, which
 * releases them, does not know them, and the tensors moved into them stay.
 *
 * expect: leak moved-never-taken tensor 4
 * call: tl_mem_unregister
 */
#include "tl.h"

tl_vec *make_row(int64_t width)
{
    LET(tl_vec *, row, tt_vector(width)); /* BUG: never registered */
    LOOP (i, width) {
        LET(tl_tensor *, cell, tt_full(8, (float)i));
        DO(tt_push(row, cell); tl_mem_unregister(cell)); /* ALSO: the move that no vector takes over */
    }
    return row;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, tt_vector(2); tl_mem_register_vec_ptr(rows));
    LOOP (i, 2) {
        LET(tl_vec *, row, make_row(2));
        DO(tt_push(rows, row));
    }
    tl_mem_exit_scope();
    return 0;
}
