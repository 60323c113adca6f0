/* SPDX-License-Identifier: MIT */
/*
 * leaky [N]: moves N structs (3 by default) out of their scope, and nobody takes them. Built twice: with REBUILT it has
 * more code and other lines.
 */
#include <stdlib.h>

#include <tl/abi.h>

#ifdef REBUILT
__attribute__((noinline)) static void keep_scope(void)
{
    tl_mem_enter_scope();
    tl_mem_exit_scope();
}
#line 500
#endif

__attribute__((noinline)) static void *make_point(void)
{
    void *point = malloc(24);
    tl_mem_register_struct_named(point, "Point");
    tl_mem_unregister(point);
    return point;
}

int main(int argc, char **argv)
{
    void *volatile last = NULL;
    int count = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 3;
#ifdef REBUILT
    keep_scope();
#endif
    for (int i = 0; i < count; i++) {
        last = make_point();
    }
    return last == NULL;
}
