/* SPDX-License-Identifier: MIT */
/*
 * A struct is written to after its scope has freed it.
 *
 * expect: misuse|heap write-after-free struct 1
 * run: quarantine=1M
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, escaped, NULL);
    tl_mem_enter_scope();
    LET(int64_t *, local, malloc(48); tl_mem_register_struct_named(local, "Local"));
    SET(escaped = local);
    tl_mem_exit_scope();
    SET(escaped[2] = 9); /* BUG: write-after-free; the exit before it, which frees, has this line, too */
    tl_mem_exit_scope();
    return 0;
}
