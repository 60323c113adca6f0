/* SPDX-License-Identifier: MIT */
/*
 * A struct that owns the tensors moved into its fields: a method replaces one, a destructor releases them.
 */
#include "tl.h"

struct layer {
    tl_tensor *weights;
    tl_tensor *bias;
};

struct layer *new_layer(void)
{
    tl_mem_enter_scope();
    LET(struct layer *, layer, malloc(sizeof *layer); tl_mem_register_struct_named(layer, "Layer"));
    SET(layer->weights = tt_full(64, 1.0F); tl_mem_unregister(layer->weights));
    SET(layer->bias = tt_full(8, 0.0F); tl_mem_unregister(layer->bias));
    tl_mem_unregister(layer);
    tl_mem_exit_scope();
    return layer;
}

void update(struct layer *layer)
{
    tl_mem_enter_scope();
    LET(tl_tensor *, next, tt_scale(layer->weights, 0.9F));
    DO(tl_tensor_release(layer->weights));
    SET(layer->weights = next; tl_mem_unregister(next));
    tl_mem_exit_scope();
}

void drop(struct layer *layer)
{
    DO(tl_tensor_release(layer->weights));
    DO(tl_tensor_release(layer->bias));
    DO(tl_ptr_release(layer));
}

int main(void)
{
    LET(struct layer *, layer, new_layer());
    LOOP (i, 5) {
        DO(update(layer));
    }
    DO(tt_use(tt_sum(layer->weights)));
    DO(drop(layer));
    return 0;
}
