/* SPDX-License-Identifier: MIT */
/*
 * A tensor is moved into a field of a struct, where the one before it is overwritten and lost.
 *
 * expect: leak moved-never-taken tensor 4
 * call: tl_mem_unregister
 * also: grows-per-iteration
 */
#include "tl.h"

struct layer {
    tl_tensor *weights;
};

void update(struct layer *layer, int64_t step)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, next, tt_full(60, (float)step));
    SET(layer->weights = next; tl_mem_unregister(next)); /* BUG: moved-never-taken */
    DO(tt_use(tt_sum(next)));
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(struct layer, layer, {NULL});
    LOOP (step, 5) {
        DO(update(&layer, step));
    }
    DO(tl_tensor_release(layer.weights));
    tl_mem_exit_scope();
    return 0;
}
