/* SPDX-License-Identifier: MIT */
/*
 * The memory of the runtime's own tensors: the description and, on devices that ask for it, the data right behind it,
 * in one block, so that leak checkers see one. Memory checkers are told when nobody may use it. Needs the runtime's
 * lock.
 */
#ifndef TLSCOPE_MANAGER_TENSOR_BLOCK_H
#define TLSCOPE_MANAGER_TENSOR_BLOCK_H

#include "manager/tensor.h"

/* True of every tensor that was made here and is not ended, whichever manager knows it; looks at the address alone. */
bool tensor_block_is_own(const void *tensor);

/* Uninitialised but for what the key says; NULL when memory is out. */
tl_tensor *tensor_block_new(struct tensor_key key, uint64_t bytes);

/* Nobody may use it while it is in the pool. */
void tensor_block_close(tl_tensor *tensor);

/* It comes out of the pool, undefined. Where it may move it does so under memcheck: uses of the old place are then
 * still told, and a later release is not described as the first one. */
tl_tensor *tensor_block_open(tl_tensor *tensor, bool may_move);

/* At the end of the process: lets memcheck's leak check find those that are open, of which this is one. */
void tensor_block_show(const tl_tensor *tensor);

/* The end of one that is open or closed. */
void tensor_block_end(tl_tensor *tensor);

#endif
