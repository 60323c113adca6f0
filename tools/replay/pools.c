/* SPDX-License-Identifier: MIT */
/*
 * Pools that belong to no manager. A trace names no pool: it tells which objects a clear ended, and where none of them
 * had come into the manager's pool by itself, while others stay in a pool, it was such a pool that was cleared. What a
 * pool_release had put into it goes there in the replay as well.
 */
#include <stdlib.h>

#include "compiler.h"
#include "memory.h"

void pools_cleared(struct compiler *compiler, const struct tl_event_pool_clear *event)
{
    struct clearing *clearing = &compiler->clearing;
    pending_set(compiler, (struct replay_op){.code = REPLAY_pool_clear}, event->site);
    clearing->count = 0; /* what a manager's end cleared itself is not played */
    clearing->tensors = event->tensors;
    clearing->managers = compiler->expected.manager->number != 1; /* they borrow the process-wide one */
}

void pools_ended(struct compiler *compiler, uint32_t object)
{
    struct clearing *clearing = &compiler->clearing;
    const struct place *place = place_of(&compiler->places, object);
    if (!compiler->pending.there || compiler->pending.op.code != REPLAY_pool_clear) {
        return;
    }
    clearing->stay = compiler->expected.manager->pooled;
    if (place == NULL || place->handed == 0) {
        clearing->managers = true;
        return;
    }
    if (clearing->count == clearing->room) {
        clearing->room = clearing->room == 0 ? 8 : clearing->room * 2;
        clearing->handed = memory_resize(clearing->handed, clearing->room, sizeof *clearing->handed);
    }
    clearing->handed[clearing->count++] = place->handed;
}

void pools_settle(struct compiler *compiler)
{
    struct clearing *clearing = &compiler->clearing;
    const bool others = clearing->count > 0 ? clearing->stay > 0 : clearing->tensors > 0;
    if (compiler->pending.op.code == REPLAY_pool_clear && !clearing->managers && others) {
        compiler->pending.op.flags = REPLAY_OWN;
        for (size_t i = 0; i < clearing->count; i++) {
            writer_flag(&compiler->writer, clearing->handed[i], REPLAY_OWN);
        }
    }
    clearing->count = 0;
}

void pools_written(struct compiler *compiler, const struct written_op *written)
{
    if (written->op.code == REPLAY_pool_release && compiler->given != NULL) {
        compiler->given->handed = written->offset;
    }
    compiler->given = NULL;
}

void pools_free(struct compiler *compiler)
{
    free(compiler->clearing.handed);
}
