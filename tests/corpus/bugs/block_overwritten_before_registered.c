/* SPDX-License-Identifier: MIT */
/*
 * A loop allocates a struct in every iteration, and registers the variable that holds it when the loop is over: only
 * the last one.
 *
 * expect: heap * * 4
 * record: heap
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, latest, NULL);
    LOOP (i, 5) {
        SET(latest = malloc(56)); /* BUG: never registered */
        SET(*latest = i);
    }
    DO(tl_mem_register_struct(latest));
    DO(tt_use((float)*latest));
    tl_mem_exit_scope();
    return 0;
}
