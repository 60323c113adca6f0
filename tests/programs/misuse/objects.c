/* SPDX-License-Identifier: MIT */
/* Misuse of pointers: their counts, kinds, memory. Freed memory is read and written on purpose. */
#include <stdint.h>
#include <stdlib.h>
#include <tl/pool.h>
#include <tl/tensor.h>

#include "misuse.h"

enum { BLOCK_BYTES = 48, ELEMENTS = 16, NO_DTYPE = 99 };

/* A struct that the runtime has freed. */
INLINED void *freed_struct(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_mem_register_struct(block);
    tl_mem_unregister(block);
    tl_ptr_release(block);
    return block;
}

INLINED tl_tensor *new_tensor(void)
{
    return tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

void misuse_RELEASE_UNKNOWN(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_ptr_release(block);
    free(block);
}

void misuse_RELEASE_FREED(void)
{
    void *block = freed_struct();
    tl_ptr_release(block);
}

void misuse_ACQUIRE_UNKNOWN(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_ptr_acquire(block);
    tl_ptr_release(block);
    free(block);
}

void misuse_ACQUIRE_FREED(void)
{
    void *block = freed_struct();
    tl_ptr_acquire(block);
    tl_ptr_release(block);
}

void misuse_KIND_MISMATCH(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_struct(block);
    tl_mem_register_vec_ptr(block);
    tl_mem_exit_scope();
}

void misuse_REGISTER_FREED(void)
{
    void *block = freed_struct();
    tl_mem_enter_scope();
    tl_mem_register_struct(block);
    tl_mem_exit_scope();
}

void misuse_NOT_HEAP_BLOCK(void)
{
    char local[BLOCK_BYTES] = {0};
    tl_mem_enter_scope();
    tl_mem_register_struct(local);
    tl_mem_exit_scope();
}

void misuse_VECTOR_HEADER(void)
{
    tl_vec *vector = new_block(sizeof(*vector));
    *vector = (tl_vec){.data = NULL, .cap = 4, .len = 4};
    tl_mem_enter_scope();
    tl_mem_register_vec_ptr(vector);
    tl_mem_exit_scope();
}

void misuse_VECTOR_CYCLE(void)
{
    tl_vec *vector = new_block(sizeof(*vector));
    *vector = (tl_vec){.data = new_block(sizeof(void *)), .cap = 1, .len = 1};
    vector->data[0] = vector;
    tl_mem_enter_scope();
    tl_mem_register_vec_ptr(vector);
    tl_mem_exit_scope();
}

void misuse_POOLED_TWICE(void)
{
    tl_tensor *tensor = new_tensor();
    (void)tlscope_pool_release(tlscope_pool_global(), tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
    (void)tlscope_pool_release(tlscope_pool_global(), tensor, ELEMENTS, TLSCOPE_F32, TLSCOPE_CPU);
}

void misuse_STALE_RECORD(void)
{
    tl_mem_enter_scope();
    tl_tensor *early = new_tensor();
    tl_mem_register_tensor(early);
    tl_tensor_release(early);
    tl_tensor *late = new_tensor();
    tl_tensor_acquire(late);
    tl_mem_exit_scope();
    tl_tensor_release(late);
}

void misuse_TENSOR_UNDESCRIBED(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_tensor(block);
    tl_mem_exit_scope();
    free(block);
}

/* Certain only with heap=watch. */
void misuse_FREED_ELSEWHERE(void)
{
    void *block = new_block(BLOCK_BYTES);
    tl_mem_enter_scope();
    tl_mem_register_struct(block);
    free(block);
    tl_mem_exit_scope();
}

/* Memory that AddressSanitizer knows to be forbidden. */
__attribute__((no_sanitize("address"))) static void write_forbidden(volatile char *byte)
{
    *byte = 1;
}

/* Seen only with quarantine=N. */
void misuse_WRITE_AFTER_FREE(void)
{
    volatile char *block = freed_struct();
    write_forbidden(&block[BLOCK_BYTES / 2]);
}

void misuse_COUNT_OVERFLOW(void)
{
    tl_tensor *tensor = new_tensor();
    for (uint64_t i = 0; i <= UINT32_MAX; i++)
        tl_tensor_acquire(tensor);
}

void misuse_BAD_TENSOR(void)
{
    (void)tlscope_tensor_new(tlscope_manager_global(), ELEMENTS, NO_DTYPE, TLSCOPE_CPU);
}
