/* SPDX-License-Identifier: MIT */
/*
 * A struct is kept in a vector twice, with a reference for each place; the removal of duplicates gives only one back
 * per struct removed, and takes both out.
 *
 * expect: leak over-acquired struct 1
 * call: tl_ptr_acquire
 */
#include "tl.h"

void keep(tl_vec *list, void *item)
{
    DO(tt_push(list, item); tl_ptr_acquire(item)); /* BUG: over-acquired */
}

void remove_item(tl_vec *list, void *item)
{
    LET(int64_t, kept, 0);
    LOOP (i, list->len) {
        if (list->data[i] != item) {
            SET(list->data[kept++] = list->data[i]);
        }
    }
    SET(list->len = kept);
    DO(tl_ptr_release(item));
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, list, tt_vector(4); tl_mem_register_vec_ptr(list));
    LET(void *, item, malloc(32); tl_mem_register_struct_named(item, "Item"));
    LET(void *, other, malloc(32); tl_mem_register_struct_named(other, "Item"));
    DO(keep(list, item));
    DO(keep(list, other));
    DO(keep(list, item));
    DO(remove_item(list, item));
    tl_mem_exit_scope();
    return 0;
}
