/* SPDX-License-Identifier: MIT */
/*
 * Ownership goes to a list in one branch; the other moves the struct out just the same, to nowhere.
 *
 * expect: leak moved-never-taken struct 3
 * call: tl_mem_unregister
 * also: grows-per-iteration
 */
#include "tl.h"

void sort_in(tl_vec *list, int64_t number)
{
    tl_mem_enter_scope();
    LET(int64_t *, entry, malloc(16); tl_mem_register_struct_named(entry, "Entry"));
    SET(*entry = number);
    if (number < 4) {
        DO(tt_push(list, entry); tl_mem_unregister(entry));
    } else {
        DO(tl_mem_unregister(entry)); /* BUG: moved-never-taken */
    }
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, list, tt_vector(8); tl_mem_register_vec_ptr(list));
    LOOP (number, 7) {
        DO(sort_in(list, number));
    }
    tl_mem_exit_scope();
    return 0;
}
