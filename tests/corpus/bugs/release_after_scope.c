/* SPDX-License-Identifier: MIT */
/*
 * A struct is released by hand after the exit of its scope has freed it.
 *
 * expect: misuse release-freed struct 1
 * call: tl_ptr_release
 */
#include "tl.h"

int main(void)
{
    LET(int64_t *, outer, NULL);
    tl_mem_enter_scope();
    LET(int64_t *, inner, malloc(72); tl_mem_register_struct_named(inner, "Inner"));
    SET(outer = inner; *outer = 1);
    tl_mem_exit_scope();
    DO(tl_ptr_release(outer)); /* BUG: release-freed */
    return 0;
}
