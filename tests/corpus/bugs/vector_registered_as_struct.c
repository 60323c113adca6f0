/* SPDX-License-Identifier: MIT */
/*
 * A vector is registered as a plain struct: its end frees the container, and neither data nor elements.
 *
 * expect: leak moved-never-taken tensor 3
 * call: tl_mem_unregister
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_vec *, rows, tt_vector(4); tl_mem_register_struct(rows)); /* BUG: the elements have no owner */
    LOOP (i, 3) {
        LET(tl_tensor *, row, tt_full(20, (float)i));
        DO(tt_push(rows, row); tl_mem_unregister(row)); /* ALSO: the move that no vector takes over */
    }
    DO(tt_use((float)rows->len));
    tl_mem_exit_scope();
    return 0;
}
