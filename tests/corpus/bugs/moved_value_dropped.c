/* SPDX-License-Identifier: MIT */
/*
 * A function returns a struct by moving it out of its scope; one caller ignores what it returns.
 *
 * expect: leak moved-never-taken struct 1
 * call: tl_mem_unregister
 */
#include "tl.h"

void *make_point(double x)
{
    tl_mem_enter_scope();
    LET(double *, point, malloc(2 * sizeof(double)); tl_mem_register_struct_named(point, "Point"));
    SET(point[0] = x); /* ALSO: the move itself is in the return, which TL does not announce */
    tl_mem_unregister(point);
    tl_mem_exit_scope();
    return point;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(double *, point, make_point(1.0));
    DO(tt_use((float)point[0]));
    DO(tl_ptr_release(point));
    DO(make_point(2.0)); /* BUG: moved-never-taken */
    tl_mem_exit_scope();
    return 0;
}
