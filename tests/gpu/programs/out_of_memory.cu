/* SPDX-License-Identifier: MIT */
/* All of the device's memory: what the pool keeps is given back before it is said to be out. */
#include "check.h"

static tl_tensor *new_bytes(size_t bytes)
{
    return tlscope_tensor_new(tlscope_manager_global(), bytes, TLSCOPE_U8, TLSCOPE_CUDA);
}

int main()
{
    CUDA(cudaFree(nullptr)); /* the context takes its own part before the rest is counted */
    const size_t all = free_bytes();
    tl_tensor *quarters[3];
    for (tl_tensor *&quarter : quarters) {
        quarter = new_bytes(all / 4);
        CHECK(quarter != nullptr);
    }
    for (tl_tensor *quarter : quarters)
        release(quarter);
    CHECK(tl_get_pool_count() == 3);
    tl_tensor *half = new_bytes(all / 2);
    CHECK(half != nullptr);
    CHECK(tl_get_pool_count() == 0);
    CHECK(new_bytes(all) == nullptr);
    CHECK(cudaGetLastError() == cudaSuccess); /* the program's own look at errors finds none of ours */
    tlscope_tensor_free(tlscope_manager_global(), half);
    tl_tensor *small = new_bytes(1000);
    CHECK(small != nullptr);
    tlscope_tensor_free(tlscope_manager_global(), small);
    return 0;
}
