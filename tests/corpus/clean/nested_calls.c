/* SPDX-License-Identifier: MIT */
/*
 * Calls within calls in one statement; each level returns a tensor by one more reference, and its caller lists it.
 */
#include "tl.h"

tl_tensor *layer(tl_tensor *input, float factor)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, scaled, tt_scale(input, factor));
    LET(tl_tensor *, output, tt_add(scaled, input));
    DO(tl_tensor_acquire(output));
    tl_mem_exit_scope();
    return output;
}

tl_tensor *listed(tl_tensor *tensor)
{
    DO(tl_mem_register_tensor(tensor); tl_tensor_release(tensor));
    return tensor;
}

float forward(tl_tensor *input)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, output, listed(layer(listed(layer(input, 0.5F)), 2.0F)));
    LET(float, sum, tt_sum(output));
    tl_mem_exit_scope();
    return sum;
}

int main(void)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, input, tt_full(20, 1.0F));
    LOOP (i, 6) {
        DO(tt_use(forward(input)));
    }
    tl_mem_exit_scope();
    return 0;
}
