/* SPDX-License-Identifier: MIT */
/* An embedder keeps a tensor in a pool of its own, which belongs to no manager; with any argument it clears that, while
 * another tensor, which a scope released, is in the process-wide one. */
#include <tl/abi.h>
#include <tl/pool.h>
#include <tl/tensor.h>

enum { ELEMENTS = 3 };

int main(int count, char **arguments)
{
    (void)arguments;
    if (count > 1) {
        tl_mem_enter_scope();
        tl_mem_register_tensor(tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU));
        tl_mem_exit_scope();
    }
    tlscope_pool *pool = tlscope_pool_new();
    tl_tensor *tensor = tlscope_tensor_new(tlscope_manager_global(), ELEMENTS + 1, TLSCOPE_F32, TLSCOPE_CPU);
    const int kept = tlscope_pool_release(pool, tensor, ELEMENTS + 1, TLSCOPE_F32, TLSCOPE_CPU) == TLSCOPE_POOL_POOLED;
    if (count > 1)
        tlscope_pool_destroy(pool);
    return !kept;
}
