/* SPDX-License-Identifier: MIT */
/* An embedder keeps a tensor in a pool of its own, which belongs to no manager. */
#include <tl/pool.h>
#include <tl/tensor.h>

enum { ELEMENTS = 3 };

int main(void)
{
    tlscope_pool *pool = tlscope_pool_new();
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    return tlscope_pool_release(pool, tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU) != TLSCOPE_POOL_POOLED;
}
