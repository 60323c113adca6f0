/* SPDX-License-Identifier: MIT */
/* Leaks one tensor of 4096 bytes on the device; another is in the pool at the end. */
#include "check.h"

int main()
{
    tl_tensor *kept = new_on(1024, nullptr);
    tl_tensor *pooled = new_on(1000, nullptr);
    CHECK(kept != nullptr && pooled != nullptr);
    tl_mem_enter_scope();
    tl_mem_register_tensor(kept);
    tl_tensor_acquire(kept); /* once too often */
    tl_mem_exit_scope();
    release(pooled);
    return 0;
}
