/* SPDX-License-Identifier: MIT */
/* What the files of the player share. */
#ifndef TLSCOPE_PLAYER_H
#define TLSCOPE_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <tl/manager.h>
#include <tl/tensor.h>

#include "script.h"

struct player {
    FILE *script;
    struct replay_header header;
    struct memory *memory;
    tlscope_manager **managers;     /* by number; NULL: not made yet, or ended */
    int32_t manager;                /* in use; 0 is the process-wide one */
    struct replay_statement *sites; /* their statements, header.sites of them */
    char *site_texts;
    char *text;      /* of the ops that follow */
    uint64_t frames; /* open in the process-wide manager: it has no call that tells them */
    bool broken;     /* the script ended early, or memory is out */
};

/* One op; `thread`, `end` and what `text` brings along are not its business. */
void play_op(struct player *player, const struct replay_op *op);

/* The next op; false, with a message, when the script has none. */
bool script_next(struct player *player, struct replay_op *op);
/* `bytes` that follow an op, NUL-terminated, to be freed; NULL, with a message, when they are not there. */
void *script_take(struct player *player, uint64_t bytes);

/* Plays the whole script, each recorded thread on a thread of its own, one at a time. */
void turns_play(struct player *player);

#endif
