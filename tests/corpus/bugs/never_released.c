/* SPDX-License-Identifier: MIT */
/*
 * A model keeps its weights by a reference of its own, and is dropped without giving it back.
 *
 * expect: leak over-acquired tensor 1
 * call: tl_tensor_acquire
 */
#include "tl.h"

struct model {
    tl_tensor *weights;
};

void build_model(struct model *model)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, weights, tt_full(256, 1.0F));
    SET(model->weights = weights; tl_tensor_acquire(weights)); /* BUG: over-acquired */
    tl_mem_exit_scope();
}

int main(void)
{
    tl_mem_enter_scope();
    LET(struct model, model, {NULL});
    DO(build_model(&model));
    DO(tt_use(tt_sum(model.weights)));
    tl_mem_exit_scope();
    return 0;
}
