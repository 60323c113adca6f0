/* SPDX-License-Identifier: MIT */
/*
 * A function gives back a struct that its own scope has freed, since it forgot to move it out; the caller registers it.
 *
 * expect: misuse register-freed struct 1
 * call: tl_mem_register_struct
 * run: quarantine=1M
 */
#include "tl.h"

int64_t *make(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, made, malloc(48); tl_mem_register_struct_named(made, "Made"));
    SET(*made = 3); /* ALSO: TL announces no return: the last line before the exit that frees it */
    tl_mem_exit_scope();
    return made; /* ALSO: here it should be moved out */
}

int main(void)
{
    tl_mem_enter_scope();
    LET(int64_t *, got, make(); tl_mem_register_struct(got)); /* BUG: register-freed */
    DO(tt_use(got != NULL ? 1.0F : 0.0F));
    tl_mem_exit_scope();
    return 0;
}
