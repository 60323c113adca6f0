/* SPDX-License-Identifier: MIT */
/* The runtime's own tensors, and the pool as the manager sees it. */
#ifndef TLSCOPE_MANAGER_TENSOR_H
#define TLSCOPE_MANAGER_TENSOR_H

#include <assert.h>

#include "manager/manager.h"
#include "manager/residence.h"

/* As long as data is aligned, which may stand right behind it. */
struct tl_tensor {
    uint64_t elements;
    uint64_t bytes;
    uint8_t dtype;
    uint8_t device;
    uint8_t gap[46]; /* nobody's: writing before the data shows */
};
static_assert(sizeof(struct tl_tensor) == 64, "data behind it is 64-byte aligned");

/* Of the runtime's own: its data is on a device, and its residence stands behind it instead. */
static inline bool tensor_is_away(const tl_tensor *tensor)
{
    return tensor->device != TL_DEVICE_CPU;
}

static inline struct residence *tensor_residence(const tl_tensor *tensor)
{
    return (struct residence *)(uintptr_t)(tensor + 1);
}

/* Whether one of the runtime's own is what it is said to be. */
static inline bool tensor_has_key(const tl_tensor *tensor, struct tensor_key key)
{
    return tensor->elements == key.elements && tensor->dtype == key.dtype && tensor->device == key.device;
}

/* What the pool keeps a tensor under. */
struct tensor_key tensor_key_of(const struct object *object);

/* The newest tensor of the key, as a new object of the pool's manager; NULL when there is none. Memcheck may move it
 * where the caller does not ask for the tensor itself. One that is on a device is taken for `stream`, which must be
 * made to wait (`device_tensor_wake`). */
tl_tensor *pool_take(struct call *call, struct tlscope_pool *pool, struct tensor_key key, void *stream, bool may_move);

/* The object of a tensor that was just made; false when memory is out. */
bool tensor_add_object(struct call *call, tl_tensor *tensor);

/* At the end of the process: lets memcheck's leak check find the tensors that are still alive. */
void tensors_show(void);

/* The manager ends: those of its tensors that are still alive are to be shown all the same. */
void tensors_outlive(const tlscope_manager *manager);

/* A tensor enters the pool: nobody may use it from now on. Of a host's, its block is all that is known. */
void pool_close(void *tensor);

/* It has left the pool: where it may be used now. */
void *pool_open(void *tensor, bool may_move);

/* While shown, leak checkers may look into a host's tensors in the pool, for what those hold. */
void pool_show(const tlscope_manager *manager, bool shown);

/* Destroys what the pool holds. */
void pool_clear(struct call *call, struct tlscope_pool *pool);

/* There is a pool beside the process-wide one, or has been. */
extern bool pools_are_many;

/* Into the list of all pools, and out of it. */
void pool_link(struct tlscope_pool *pool);
void pool_unlink(const struct tlscope_pool *pool);

/* Slow path of pool_is_elsewhere. */
RARE bool pool_find_elsewhere(const struct call *call, const struct tlscope_pool *pool, const void *tensor);

/* Another manager's pool holds the tensor, or one of an embedder's other than `pool`: it is theirs. */
static inline bool pool_is_elsewhere(const struct call *call, const struct tlscope_pool *pool, const void *tensor)
{
    return __builtin_expect(pools_are_many, false) && pool_find_elsewhere(call, pool, tensor);
}

/* Likewise what of it is on that device: how many tensors, and of how many bytes in all. */
struct pool_yield {
    uint64_t tensors, bytes;
};
struct pool_yield pool_empty_device(struct call *call, struct tlscope_pool *pool, uint8_t device, uint8_t ordinal);

/* At the end of the process: frees the pool's tensors of the runtime's own, untraced; a host's are left to it. */
void pool_free_own(struct call *call);

#endif
