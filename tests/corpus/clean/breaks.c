/* SPDX-License-Identifier: MIT */
/*
 * Breaks and continues that leave the scopes they have to, and give back what they have to.
 */
#include "tl.h"

int64_t search(int64_t wanted)
{
    LET(int64_t, found, -1);
    LOOP (i, 10) {
        tl_mem_enter_scope();
        LET(int64_t *, entry, malloc(24); tl_mem_register_struct_named(entry, "Entry"));
        SET(*entry = i * i; tl_ptr_acquire(entry));
        if (*entry == wanted) {
            SET(found = i);
            DO(tl_ptr_release(entry));
            tl_mem_exit_scope();
            break;
        }
        if (i % 2 == 1) {
            DO(tl_ptr_release(entry));
            tl_mem_exit_scope();
            continue;
        }
        DO(tl_ptr_release(entry));
        tl_mem_exit_scope();
    }
    return found;
}

int main(void)
{
    tl_mem_enter_scope();
    DO(tt_use((float)search(16)));
    DO(tt_use((float)search(5)));
    tl_mem_exit_scope();
    return 0;
}
