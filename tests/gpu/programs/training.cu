/* SPDX-License-Identifier: MIT */
/* A loop as training makes it: activations and gradients of some layers come and go, weights stay. */
#include "check.h"

enum { LAYERS = 8, STEPS = 60, WARM_UP = 5, ELEMENTS = 1 << 18 };

static void step(cudaStream_t compute, cudaStream_t side)
{
    tl_mem_function_enter(0);
    for (int layer = 0; layer < LAYERS; layer++) {
        tl_tensor *activation = new_on(ELEMENTS + layer, compute);
        tl_tensor *gradient = new_on(ELEMENTS, side);
        CHECK(activation != nullptr && gradient != nullptr);
        tl_mem_register_tensor(activation);
        tl_mem_register_tensor(gradient);
        fill<<<64, 256, 0, compute>>>(floats(activation), ELEMENTS, 1);
        fill<<<64, 256, 0, side>>>(floats(gradient), ELEMENTS, 2);
        fill<<<64, 256, 0, side>>>(floats(activation), 1,
                                   3); /* raced by the one above on purpose: only lifetimes matter */
        tlscope_tensor_use(activation, side);
    }
    tl_mem_function_exit();
}

int main()
{
    cudaStream_t compute;
    cudaStream_t side;
    CUDA(cudaStreamCreateWithFlags(&compute, cudaStreamNonBlocking));
    CUDA(cudaStreamCreateWithFlags(&side, cudaStreamNonBlocking));
    tl_tensor *weights[LAYERS];
    for (tl_tensor *&weight : weights) {
        weight = new_on(ELEMENTS, compute);
        CHECK(weight != nullptr);
        tl_mem_register_tensor(weight);
    }
    size_t warm = 0;
    for (int i = 0; i < STEPS; i++) {
        step(compute, side);
        if (i == WARM_UP)
            warm = free_bytes();
    }
    CUDA(cudaDeviceSynchronize());
    CHECK(free_bytes() >= warm); /* no growth: every step lives on the pool */
    CHECK(tl_get_refcount_count() == LAYERS);
    CHECK(tl_get_pool_count() == 2 * LAYERS);
    return 0;
}
