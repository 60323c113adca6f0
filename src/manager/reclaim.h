/* SPDX-License-Identifier: MIT */
/* What becomes of an object whose count reached 0, and the part of it that is done without the lock. */
#ifndef TLSCOPE_MANAGER_RECLAIM_H
#define TLSCOPE_MANAGER_RECLAIM_H

#include "base/paths.h"
#include "manager/manager.h"

/* Done after the call gave the lock back, in order. */
struct action {
    enum {
        ACTION_FREE,         /* free() */
        ACTION_DESTROY_OWN,  /* a tensor of the runtime */
        ACTION_DESTROY_HOST, /* the host's `destroy` */
        ACTION_POOL_HOST,    /* the host's `pooled`, then into the promised place of the pool */
        ACTION_POOL_AWAY,    /* its streams' ends are marked, then likewise */
    } what;
    void *pointer;
    struct tlscope_pool *pool; /* ACTION_POOL_… */
    struct tensor_key key;     /* likewise */
};

/* Puts an action on the call's list; without memory for it the block is lost, which is told. */
APART void reclaim_later(struct call *call, struct action action);

/* Slow path of reclaim_free. */
APART void reclaim_free_later(struct call *call, void *block);

/* The same for a block of malloc's. */
static inline void reclaim_free(struct call *call, void *block)
{
    call->unfinished = true;
    if (call->actions.count == 0 && call->frees_count < CALL_FREES)
        call->frees[call->frees_count++] = block;
    else
        reclaim_free_later(call, block);
}

/* Gives the lock back and does them all. */
void reclaim_run(struct call *call);

/* Lets a live object die, count 0, entry gone, by kind. */
enum tl_fate reclaim_object(struct call *call, uint32_t index);

/* With heap=watch: ends a live object whose block somebody else has freed, and tells so; false when it is still there.
 */
bool reclaim_if_replaced(struct call *call, uint32_t index);

/* The live object's address has been given to a new block of the runtime's, a "tensor" or the like: it is dropped,
 * told. */
APART void reclaim_replaced(struct call *call, uint32_t index, const char *by);

/* Frees, holds back or drops the block of a struct or of an emptied vector. */
enum tl_fate reclaim_block(struct call *call, uint32_t index);

/* Into the pool's promised place when the call ends: a tensor of the runtime's own that is on a device. */
void reclaim_pool_away(struct call *call, struct tlscope_pool *pool, void *tensor, struct tensor_key key);

/* Destroys a tensor object outright, pool or not. */
enum tl_fate reclaim_destroy_tensor(struct call *call, uint32_t index);

/* The same where no event of the call tells of its end. */
void reclaim_end_tensor(struct call *call, uint32_t index);

#endif
