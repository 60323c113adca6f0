/* SPDX-License-Identifier: MIT */
/* Statements announced as TL's compiler does, after their calls; a struct used after its scope. */
#include <stdio.h>
#include <stdlib.h>

#include <tl/abi.h>

int main(void)
{
    tl_mem_enter_scope();
    tl_trace_mem("model.tl", 1, 1, "scope");
    long *layer = malloc(3 * sizeof *layer);
    layer[1] = 4;
    tl_mem_register_struct_named(layer, "Layer");
    tl_trace_mem("model.tl", 3, 1, "let");
    tl_mem_exit_scope();
    tl_trace_mem("model.tl", 5, 1, "end");
    printf("%ld\n", layer[1]);
    return 0;
}
