/* SPDX-License-Identifier: MIT */
/*
 * The host's memory of the runtime's own tensors: the description and right behind it, in one block, so that leak
 * checkers see one, the data or what the tensor has on a device. Memory checkers are told when nobody may use it. Needs
 * the runtime's lock.
 */
#ifndef TLSCOPE_MANAGER_TENSOR_BLOCK_H
#define TLSCOPE_MANAGER_TENSOR_BLOCK_H

#include "manager/tensor.h"

/* True of every tensor that was made here and is not ended, whichever manager knows it; looks at the address alone. */
bool tensor_block_is_own(const void *tensor);

/* Uninitialised but for what the key says, and for a copy of the residence, NULL for the CPU; NULL when memory is
 * out. */
tl_tensor *tensor_block_new(struct tensor_key key, uint64_t bytes, const struct residence *residence);

/* Nobody may use it while it is in the pool. */
void tensor_block_close(tl_tensor *tensor);

/* It comes out of the pool, undefined. Where it may move it does so under memcheck: uses of the old place are then
 * still told, and a later release is not described as the first one. */
tl_tensor *tensor_block_open(tl_tensor *tensor, bool may_move);

/* At the end of the process: lets memcheck's leak check find those that are open, of which this is one. */
void tensor_block_show(const tl_tensor *tensor);

/* The end of one that is open or closed. What it had on a device is left to the caller; its `device` is NULL where
 * that was nothing. */
void tensor_block_end(tl_tensor *tensor, struct residence *left);

/* Takes away what a closed one has on a device; false where that is nothing. */
bool tensor_block_vacate(tl_tensor *tensor, struct residence *left);

#endif
