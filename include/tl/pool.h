/* SPDX-License-Identifier: MIT */
/*
 * The tensor pool: tensors kept for reuse by (elements, dtype, device), those that the runtime made also by the
 * device's ordinal, at most `pool_limit` a key (32 by default). All calls are thread safe (the process-wide lock). A
 * pool never looks into a host's tensor. A NULL pool is a bug of the caller and not checked.
 *
 * Source: `impl TensorPool` of the TL memory manager API.
 */
#ifndef TL_POOL_H
#define TL_POOL_H

#include <tl/manager.h>

#pragma GCC visibility push(default)
#ifdef __cplusplus
extern "C" {
#endif

typedef enum tlscope_pool_outcome {
    TLSCOPE_POOL_POOLED = 0,    /* the pool owns the tensor now */
    TLSCOPE_POOL_FULL = 1,      /* still the caller's: the key is full, memory is out, or it is NULL; or, as misuse,
                                 * it is gone, no tensor or of another key */
    TLSCOPE_POOL_DUPLICATE = 2, /* misuse: it is in this pool or another already, once */
} tlscope_pool_outcome;

/* The process-wide pool, that of the process-wide manager. Never NULL. */
tlscope_pool *tlscope_pool_global(void);

/* A pool that belongs to no manager, owned by the caller; NULL when memory is out. */
tlscope_pool *tlscope_pool_new(void);

/* Clears and frees it. A manager's pool and NULL are ignored. */
void tlscope_pool_destroy(tlscope_pool *pool);

/* The newest tensor of the key, now the caller's and a new object to the runtime; NULL when there is none. Of those
 * that the runtime made on a device it gives what is on ordinal 0, for the default stream (tlscope_tensor_new_on gives
 * others). */
tl_tensor *tlscope_pool_acquire(tlscope_pool *pool, size_t elements, uint8_t dtype, uint8_t device);

/* Hands a tensor in. POOLED passes ownership to the pool. */
tlscope_pool_outcome tlscope_pool_release(tlscope_pool *pool, tl_tensor *tensor, size_t elements, uint8_t dtype,
                                          uint8_t device);

/* Destroys every pooled tensor: the runtime's own at once, a host's through its `destroy`. */
void tlscope_pool_clear(tlscope_pool *pool);

/* Tensors in the pool now. */
size_t tlscope_pool_total_count(tlscope_pool *pool);

#ifdef __cplusplus
}
#endif
#pragma GCC visibility pop

#endif
