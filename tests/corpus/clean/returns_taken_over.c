/* SPDX-License-Identifier: MIT */
/*
 * Functions that return structs by moving them out: one caller hands the reference on, one lists it and gives the
 * moved count back, one releases it by hand.
 */
#include "tl.h"

double *make_point(double x)
{
    tl_mem_enter_scope();
    LET(double *, point, malloc(2 * sizeof *point); tl_mem_register_struct_named(point, "Point"));
    SET(point[0] = x);
    tl_mem_unregister(point);
    tl_mem_exit_scope();
    return point;
}

double *make_origin(void)
{
    tl_mem_enter_scope();
    LET(double *, origin, make_point(0.0));
    tl_mem_unregister(origin);
    tl_mem_exit_scope();
    return origin;
}

void use_listed(void)
{
    tl_mem_enter_scope();
    LET(double *, origin, make_origin(); tl_mem_register_struct(origin); tl_ptr_release(origin));
    DO(tt_use((float)origin[0]));
    tl_mem_exit_scope();
}

int main(void)
{
    LOOP (i, 8) {
        DO(use_listed());
        LET(double *, mine, make_point((double)i));
        DO(tt_use((float)mine[0]));
        DO(tl_ptr_release(mine));
    }
    return 0;
}
