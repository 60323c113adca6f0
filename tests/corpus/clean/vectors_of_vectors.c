/* SPDX-License-Identifier: MIT */
/*
 * Vectors of vectors of tensors: the end of the outermost ends all of them.
 */
#include "tl.h"

tl_vec *make_row(int64_t width)
{
    tl_mem_enter_scope();
    LET(tl_vec *, row, tt_vector(width); tl_mem_register_vec_ptr(row));
    LOOP (i, width) {
        LET(tl_tensor *, cell, tt_full(6, (float)i));
        DO(tt_push(row, cell); tl_mem_unregister(cell));
    }
    tl_mem_unregister(row);
    tl_mem_exit_scope();
    return row;
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 3) {
        tl_mem_enter_scope();
        LET(tl_vec *, table, tt_vector(4); tl_mem_register_vec_ptr(table));
        LOOP (j, 3) {
            DO(tt_push(table, make_row(2)));
        }
        DO(tt_use((float)table->len));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
