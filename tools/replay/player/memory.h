/* SPDX-License-Identifier: MIT */
/*
 * Where the recorded places lie in this process. An address that the recorded process names after the death of what
 * was there is given to no other place. Addresses are kept hidden, so that leak checkers do not take our table for
 * the program's references.
 */
#ifndef TLSCOPE_PLAYER_MEMORY_H
#define TLSCOPE_PLAYER_MEMORY_H

#include "player.h"
#include "spots.h"

struct memory;

/* For this many places; `hold_all`: no place may get an address that another ever had. NULL when memory is out. */
struct memory *memory_new(uint32_t places, bool hold_all);

/* The address of a place; one that is no heap block where the recorded process's memory was not made. */
void *memory_at(struct memory *memory, uint32_t place);

/* A new block, host's tensor or address without memory, as the op says. */
void memory_make_block(struct memory *memory, const struct replay_op *op);

/* A tensor of the runtime's own, or out of the manager's pool. */
void memory_make_tensor(struct memory *memory, tlscope_manager *manager, const struct replay_op *op);

/* The slot buffer of a frame, which the op asked for, lies at the op's place until the frame, or one around it, is
 * left. */
void memory_lend(struct memory *memory, const struct replay_op *op, void *buffer, uint64_t frame);
void memory_leave(struct memory *memory, uint64_t frame);

/* What is known of a place; of the place that was given the address last, NULL when none was. */
struct spot *memory_spot(const struct memory *memory, uint32_t place);
struct spot *memory_newest(const struct memory *memory, const void *address);

/* Keeps a pointer where leak checkers see it. */
void memory_reach(struct memory *memory, uint32_t place);

/* Frees what was held back, and the tables; blocks and tensors given out stay, and what was kept. */
void memory_end(struct memory *memory);

#endif
