/* SPDX-License-Identifier: MIT */
/*
 * A continue goes to the next iteration without leaving the scope of this one.
 *
 * expect: leak scope-never-left struct 3
 * call: tl_mem_enter_scope
 * also: scopes-open-at-end grows-per-iteration
 */
#include "tl.h"

void scan(int64_t count)
{
    LOOP (i, count) {
        tl_mem_enter_scope();
        LET(int64_t *, token, malloc(40); tl_mem_register_struct_named(token, "Token")); /* ALSO: first in the scope */
        SET(*token = i); /* ALSO: TL announces no continue: the last line before it */
        if (i % 4 == 1) {
            continue; /* BUG: scope-never-left */
        }
        DO(tt_use((float)*token));
        tl_mem_exit_scope();
    }
}

int main(void)
{
    DO(scan(12));
    return 0;
}
