/* SPDX-License-Identifier: MIT */
/*
 * A model that the global scope keeps as long as the program, and scopes inside and outside of functions around it.
 */
#include "tl.h"

float infer(const tl_tensor *weights, int64_t number)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, input, tt_full(50, (float)number));
    LET(tl_tensor *, output, tt_add(weights, input));
    LET(float, sum, tt_sum(output));
    tl_mem_exit_scope();
    return sum;
}

int main(void)
{
    LET(tl_tensor *, weights, tt_full(50, 1.0F));
    LET(void *, config, malloc(100); tl_mem_register_struct_named(config, "Config"));
    LOOP (number, 6) {
        tl_mem_enter_scope();
        DO(tt_use(infer(weights, number)));
        tl_mem_exit_scope();
    }
    DO(tt_use(config != NULL ? 1.0F : 0.0F));
    return 0;
}
