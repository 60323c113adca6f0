/* SPDX-License-Identifier: MIT */
/*
 * A break goes past the release at the end of the body; the scope is left as it should be.
 *
 * expect: leak over-acquired struct 1
 * call: tl_ptr_acquire
 */
#include "tl.h"

void find(int64_t wanted)
{
    LOOP (i, 8) {
        tl_mem_enter_scope();
        LET(int64_t *, entry, malloc(24); tl_mem_register_struct_named(entry, "Entry"));
        SET(*entry = i; tl_ptr_acquire(entry)); /* BUG: over-acquired */
        if (*entry == wanted) {
            tl_mem_exit_scope();
            break;
        }
        DO(tl_ptr_release(entry));
        tl_mem_exit_scope();
    }
}

int main(void)
{
    tl_mem_enter_scope();
    DO(find(5));
    tl_mem_exit_scope();
    return 0;
}
