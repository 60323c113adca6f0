/* SPDX-License-Identifier: MIT */
/*
 * Each batch's vector is acquired for a report that is printed once and frees nothing.
 *
 * expect: leak|growth over-acquired|grows-per-iteration vector 6
 * call: tl_ptr_acquire
 * also: grows-per-iteration over-acquired
 */
#include "tl.h"

int64_t report(tl_vec *batch)
{
    DO(tl_ptr_acquire(batch)); /* BUG: over-acquired */
    return batch->len;
}

void run_batch(int64_t size)
{
    tl_mem_enter_scope();
    LET(tl_vec *, batch, tt_vector(8); tl_mem_register_vec_ptr(batch));
    LOOP (i, size) {
        LET(tl_tensor *, row, tt_full(16, (float)i));
        DO(tt_push(batch, row); tl_mem_unregister(row));
    }
    DO(tt_use((float)report(batch)));
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LOOP (i, 6) {
        DO(run_batch(3));
    }
    tl_mem_exit_scope();
    return 0;
}
