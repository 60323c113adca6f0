/* SPDX-License-Identifier: MIT */
/*
 * A struct that a scope lists is freed by hand.
 *
 * expect: misuse|heap freed-elsewhere struct 1
 * call: free
 * run: heap=watch
 */
#include "tl.h"

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, entry, malloc(136); tl_mem_register_struct_named(entry, "Entry")); /* ALSO: where it comes from */
    SET(*entry = 5);
    DO(free(entry));  /* BUG: freed-elsewhere */
    DO(tt_use(1.0F)); /* ALSO: TL does not announce the exit, which finds the block gone: the last line before it */
    tl_mem_exit_scope();
    return 0;
}
