/* SPDX-License-Identifier: MIT */
/*
 * The runtime's own tensors whose data is away, on a device. What the device has to do is done without the lock, and
 * what it refuses is told.
 */
#ifndef TLSCOPE_MANAGER_AWAY_H
#define TLSCOPE_MANAGER_AWAY_H

#include "manager/tensor.h"

/* From the manager's pool, or made; NULL when it cannot be had. Gives the lock back meanwhile. */
APART tl_tensor *away_new(struct call *call, struct tensor_key key, uint64_t bytes, void *stream);

/* A tensor that was just taken out of a pool: its stream waits for what used it before. NULL, and its end, when it
 * cannot. A host's comes back as it is. Gives the lock back meanwhile. */
APART tl_tensor *away_wake(struct call *call, tl_tensor *tensor);

/* Before it is in the pool; false when it must not go there. Not under the lock. */
bool away_rest(struct call *call, const tl_tensor *tensor);

/* What a tensor that has ended had there. Not under the lock. */
void away_release(struct call *call, struct residence *left);

#endif
