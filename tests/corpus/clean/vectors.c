/* SPDX-License-Identifier: MIT */
/*
 * Vectors that own the tensors moved into them, and structs that they share with others.
 */
#include "tl.h"

void fill(tl_vec *rows, int64_t count)
{
    LOOP (i, count) {
        LET(tl_tensor *, row, tt_full(16, (float)i));
        DO(tt_push(rows, row); tl_mem_unregister(row));
    }
}

void share(tl_vec *names, void *name)
{
    DO(tt_push(names, name); tl_ptr_acquire(name));
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (batch, 3) {
        tl_mem_enter_scope();
        LET(tl_vec *, rows, tt_vector(8); tl_mem_register_vec_ptr(rows));
        LET(tl_vec *, names, tt_vector(8); tl_mem_register_vec_ptr(names));
        LET(void *, name, malloc(20); tl_mem_register_struct_named(name, "Name"));
        DO(fill(rows, 4));
        DO(share(names, name));
        DO(share(names, name));
        DO(tt_use((float)(rows->len + names->len)));
        tl_mem_exit_scope();
    }
    tl_mem_exit_scope();
    return 0;
}
