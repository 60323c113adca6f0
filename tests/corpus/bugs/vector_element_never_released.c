/* SPDX-License-Identifier: MIT */
/*
 * A moved element belongs to its vector already; acquiring it once more for the vector leaves a reference that the
 * vector does not know of.
 *
 * expect: leak over-acquired tensor 4
 * call: tl_tensor_acquire
 * also: grows-per-iteration
 */
#include "tl.h"

void append(tl_vec *rows, tl_tensor *row)
{
    DO(tl_mem_unregister(row)); /* ALSO: moved and acquired: one of the two references has no owner */
    DO(tl_tensor_acquire(row); tt_push(rows, row)); /* BUG: over-acquired */
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, tt_vector(4); tl_mem_register_vec_ptr(rows));
    LOOP (i, 4) {
        LET(tl_tensor *, row, tt_full(48, (float)i));
        DO(append(rows, row));
    }
    tl_mem_exit_scope();
    return 0;
}
