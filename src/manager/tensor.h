/* SPDX-License-Identifier: MIT */
/* The runtime's own tensors, and the pool as the manager sees it. */
#ifndef TLSCOPE_MANAGER_TENSOR_H
#define TLSCOPE_MANAGER_TENSOR_H

#include "manager/manager.h"

struct tl_tensor {
    void *data;
    uint64_t elements;
    uint64_t bytes;
    uint8_t dtype;
    uint8_t device;
};

/* Frees header and data of a tensor of the runtime's own. Needs no lock. */
void tensor_destroy(tl_tensor *tensor);

/* The newest tensor of the key, as a new object of the pool's manager; NULL, traced as a miss, when there is none. */
tl_tensor *pool_take(struct call *call, struct tlscope_pool *pool, struct tensor_key key);

/* Destroys what the pool holds. */
void pool_clear(struct call *call, struct tlscope_pool *pool);

/* At the end of the process: frees the pool's tensors of the runtime's own, untraced; a host's are left to it. */
void pool_free_own(struct call *call);

#endif
