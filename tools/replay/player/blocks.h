/* SPDX-License-Identifier: MIT */
/*
 * What is done to blocks, and with them, only while they are there: where events are missing or other rules hold, the
 * runtime may have freed one that the script takes for alive.
 */
#ifndef TLSCOPE_PLAYER_BLOCKS_H
#define TLSCOPE_PLAYER_BLOCKS_H

#include "player.h"

/* Before a call by which `manager` is to count the op's place: what is gone is made anew. False when the call must not
 * be made: it was one with a freed block, which only the recorded state refuses. */
bool blocks_count(struct player *player, tlscope_manager *manager, const struct replay_op *op);

/* Before the op's place goes into a pool by hand. */
void blocks_pool(struct player *player, const struct replay_op *op);

/* Gives a vector its elements, or a header that makes no sense. */
void blocks_fill(const struct player *player, const struct replay_op *op, const uint32_t *elements);

/* Frees a block as the program did, or writes into it after its end. */
void blocks_free(const struct player *player, uint32_t place);
void blocks_scribble(const struct player *player, uint32_t place);

#endif
