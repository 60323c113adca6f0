/* SPDX-License-Identifier: MIT */
#include "manager/reclaim.h"

#include <stdlib.h>
#include <string.h>

#include "heap/classify.h"
#include "manager/away.h"
#include "manager/diagnose.h"
#include "manager/population.h"
#include "manager/references.h"
#include "manager/tensor_block.h"
#include "manager/vector.h"
#include "manager/watch_rule.h"

enum { FEW = 16, SPARE_BYTES = 4 << 20, FETCHED_AHEAD = 8 };

/* The lists of the latest call that had any, kept so that the next need not ask the kernel for pages. */
static struct array spare_actions;
static struct array spare_frees;

static struct array take_over(struct array *spare)
{
    const struct array list = *spare;
    *spare = (struct array){0};
    return list;
}

static bool has_room(struct call *call, struct array *list, size_t item_size, const void *pointer)
{
    if (array_reserve(list, 1, item_size))
        return true;
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = pointer},
             "no memory to note that this block must be freed: it is lost");
    return false;
}

void reclaim_later(struct call *call, struct action action)
{
    if (call->actions.items == NULL)
        call->actions = take_over(&spare_actions);
    if (!has_room(call, &call->actions, sizeof action, action.pointer))
        return;
    ((struct action *)call->actions.items)[call->actions.count++] = action;
    call->unfinished = true;
}

void reclaim_free_later(struct call *call, void *block)
{
    if (call->actions.count != 0) {
        reclaim_later(call, (struct action){.what = ACTION_FREE, .pointer = block});
        return;
    }
    if (call->frees_count == CALL_FREES)
        call->more_frees = take_over(&spare_frees);
    if (!has_room(call, &call->more_frees, sizeof block, block))
        return;
    ((void **)call->more_frees.items)[call->more_frees.count++] = block;
    call->frees_count++;
}

static void bury(const struct call *call, uint32_t index)
{
    object_bury(&call->manager->objects, index, call->site);
}

/* Into the place promised to it; `index` is its object, 0 for none. */
static bool put_in_pool(struct tlscope_pool *pool, struct tensor_key key, void *tensor, uint32_t index)
{
    const bool pooled = tensors_put(&pool->tensors, key, tensor, index);
    if (pooled)
        pool_close(tensor);
    return pooled;
}

/* The object of a tensor that is on its way into the pool; 0: none. */
static uint32_t pooled_object(const struct call *call, const void *tensor)
{
    const uint32_t index = objects_find(&call->manager->objects, tensor);
    return index != 0 && object_at(&call->manager->objects, index)->state == OBJECT_POOLED ? index : 0;
}

static void pool_host_tensor(const tlscope_host *host, const struct call *call, const struct action *action)
{
    host->pooled(host->context, action->pointer);
    lock_take(&runtime.lock);
    const uint32_t index = pooled_object(call, action->pointer);
    const bool pooled = put_in_pool(action->pool, action->key, action->pointer, index);
    lock_give(&runtime.lock);
    if (!pooled && host->destroy != NULL)
        host->destroy(host->context, action->pointer);
}

static void destroy_own(struct call *call, tl_tensor *tensor)
{
    struct residence left = {.device = NULL};
    lock_take(&runtime.lock);
    if (tensor_block_is_own(tensor)) /* else another manager or pool was faster */
        tensor_block_end(tensor, &left);
    lock_give(&runtime.lock);
    if (left.device != NULL)
        away_release(call, &left);
}

/* Its object is in the pool, for all who look, but the tensor could not be put there. */
static void end_unpooled(struct call *call, const void *tensor)
{
    const uint32_t index = pooled_object(call, tensor);
    if (index == 0)
        return;
    const uint32_t number = (uint32_t)object_at(&call->manager->objects, index)->number;
    const bool untold = watch_untold(object_at(&call->manager->objects, index));
    bury(call, index);
    if (!untold)
        hook(object_end, .object = number, .fate = TL_FATE_DESTROYED);
}

/* Until it is there nobody can take it out, and whoever gives it again is told that it is in the pool. */
static void pool_away(struct call *call, const struct action *action)
{
    const bool rests = away_rest(call, action->pointer);
    lock_take(&runtime.lock);
    const uint32_t index = pooled_object(call, action->pointer);
    const bool pooled = rests && put_in_pool(action->pool, action->key, action->pointer, index);
    if (!rests)
        tensors_unreserve(&action->pool->tensors, action->key);
    if (!pooled)
        end_unpooled(call, action->pointer);
    lock_give(&runtime.lock);
    if (!pooled)
        destroy_own(call, action->pointer);
}

static void run(const tlscope_host *host, struct call *call, const struct action *action)
{
    switch (action->what) {
    case ACTION_FREE:
        free(action->pointer);
        break;
    case ACTION_DESTROY_OWN:
        destroy_own(call, action->pointer);
        break;
    case ACTION_DESTROY_HOST:
        if (host->destroy != NULL)
            host->destroy(host->context, action->pointer);
        break;
    case ACTION_POOL_HOST:
        pool_host_tensor(host, call, action);
        break;
    case ACTION_POOL_AWAY:
        pool_away(call, action);
        break;
    }
}

/* Keeps the list for the next call, or gives its memory back. */
static void put_back(struct array *list, struct array *spare, size_t item_size)
{
    if (checker.memcheck) /* it would take them for references */
        memset(list->items, 0, list->count * item_size);
    list->count = 0;
    if (spare->items == NULL && list->capacity * item_size <= SPARE_BYTES)
        *spare = *list;
    else
        array_free(list, item_size);
    *list = (struct array){0};
}

static void run_more_frees(struct array *frees)
{
    void **blocks = frees->items;
    for (uint32_t i = 0; i < frees->count; i++) {
        if (i + FETCHED_AHEAD < frees->count) /* malloc's header stands before the block */
            __builtin_prefetch((char *)blocks[i + FETCHED_AHEAD] - sizeof(size_t), 1);
        free(blocks[i]);
    }
    lock_take(&runtime.lock);
    put_back(frees, &spare_frees, sizeof(void *));
    lock_give(&runtime.lock);
}

static void run_frees(struct call *call)
{
    for (uint32_t i = 0; i < call->frees_count && i < CALL_FREES; i++)
        free(call->frees[i]);
    if (call->frees_count > CALL_FREES)
        run_more_frees(&call->more_frees);
    call->frees_count = 0;
}

static void run_actions(struct call *call)
{
    struct action few[FEW];
    const tlscope_host host = runtime.host;
    const uint32_t count = call->actions.count;
    const struct action *actions = call->actions.items;
    if (count <= FEW) { /* so that the common call takes the lock once */
        memcpy(few, actions, count * sizeof *actions);
        actions = few;
        put_back(&call->actions, &spare_actions, sizeof *actions);
    }
    lock_give(&runtime.lock);
    run_frees(call);
    for (uint32_t i = 0; i < count; i++)
        run(&host, call, &actions[i]);
    if (count > FEW) {
        lock_take(&runtime.lock);
        put_back(&call->actions, &spare_actions, sizeof *actions);
        lock_give(&runtime.lock);
    }
}

void reclaim_run(struct call *call)
{
    if (call->actions.count != 0) {
        run_actions(call);
        return;
    }
    lock_give(&runtime.lock);
    run_frees(call);
}

/* Where that is certain. */
APART static bool is_same_block(struct call *call, const struct object *object)
{
    const struct block block = heap_classify(object_address(object));
    if (block.class == ADDRESS_BLOCK && block.serial == object->serial)
        return true;
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_FREED_ELSEWHERE,
                             .pointer = object_address(object),
                             .object = object,
                             .other_site = object->site},
             "the block was freed by somebody else%s; it is not freed again",
             block.class == ADDRESS_BLOCK ? " and its address given to a new block" : "");
    return false;
}

/* False when the block is known not to be the one that was registered any longer. */
static bool still_there(struct call *call, const struct object *object)
{
    return !heap_is_certain() || is_same_block(call, object);
}

static void drop(struct call *call, uint32_t index)
{
    struct object *object = object_as_it_is(&call->manager->objects, index);
    if (!watch_untold(object))
        hook(object_end, .object = (uint32_t)object->number, .fate = TL_FATE_DROPPED);
    references_end(&call->manager->objects, object);
    bury(call, index);
}

bool reclaim_if_replaced(struct call *call, uint32_t index)
{
    const struct object *object = object_as_it_is(&call->manager->objects, index);
    if (object->owner != TL_OWNER_HEAP || object->count == 0 || still_there(call, object))
        return false;
    drop(call, index);
    return true;
}

void reclaim_replaced(struct call *call, uint32_t index, const char *by)
{
    const struct object *object = object_at(&call->manager->objects, index);
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_FREED_ELSEWHERE,
                             .pointer = object_address(object),
                             .object = object,
                             .other_site = object->site},
             "its address is a new %s's: what was counted there is gone", by);
    drop(call, index);
}

enum tl_fate reclaim_block(struct call *call, uint32_t index)
{
    const struct object *object = object_as_it_is(&call->manager->objects, index);
    void *block = object_address(object);
    if (object->owner != TL_OWNER_HEAP || !still_there(call, object)) {
        bury(call, index);
        return TL_FATE_DROPPED;
    }
    /* The block may have been resized in place since it was registered. */
    if (runtime.options.quarantine != 0 && !checker.memcheck /* which does that itself */ &&
        quarantine_hold(call, index, block, heap_classify(block).bytes)) {
        object_end(object_as_it_is(&call->manager->objects, index), call->site, OBJECT_QUARANTINED);
        return TL_FATE_FREED;
    }
    bury(call, index);
    reclaim_free(call, block);
    return TL_FATE_FREED;
}

enum tl_fate reclaim_destroy_tensor(struct call *call, uint32_t index)
{
    const struct object *object = object_at(&call->manager->objects, index);
    void *tensor = object_address(object);
    const uint8_t owner = object->owner;
    const bool elsewhere = pool_is_elsewhere(call, &call->manager->pool, tensor);
    if (elsewhere)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_RELEASE_FREED, .pointer = tensor, .object = object},
                 "it was handed to another pool, which keeps it; not destroyed");
    bury(call, index);
    if (elsewhere || (owner != TL_OWNER_RUNTIME && owner != TL_OWNER_HOST))
        return TL_FATE_DROPPED;
    if (owner == TL_OWNER_RUNTIME && !tensor_block_is_own(tensor)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_FREED_ELSEWHERE, .pointer = tensor},
                 "another manager or pool, which it was handed to, has destroyed it");
        return TL_FATE_DROPPED;
    }
    reclaim_later(call, (struct action){
                            .what = owner == TL_OWNER_RUNTIME ? ACTION_DESTROY_OWN : ACTION_DESTROY_HOST,
                            .pointer = tensor,
                        });
    return TL_FATE_DESTROYED;
}

void reclaim_end_tensor(struct call *call, uint32_t index)
{
    const struct object *object = object_at(&call->manager->objects, index);
    const uint32_t number = (uint32_t)object->number;
    const bool untold = watch_untold(object);
    const enum tl_fate fate = reclaim_destroy_tensor(call, index);
    if (!untold)
        hook(object_end, .object = number, .fate = (uint8_t)fate);
}

void reclaim_pool_away(struct call *call, struct tlscope_pool *pool, void *tensor, struct tensor_key key)
{
    reclaim_later(call, (struct action){.what = ACTION_POOL_AWAY, .pointer = tensor, .pool = pool, .key = key});
}

/* Into the pool; false when it has no room. A host is told first, and a device asked what is at work. */
static bool enter_pool(struct call *call, uint32_t index, struct tensor_key key)
{
    const struct object *object = object_at(&call->manager->objects, index);
    struct tlscope_pool *pool = &call->manager->pool;
    void *tensor = object_address(object);
    if (!tensors_reserve(&pool->tensors, key))
        return false;
    if (object->owner == TL_OWNER_RUNTIME && object->device != TL_DEVICE_CPU)
        reclaim_pool_away(call, pool, tensor, key);
    else if (object->owner == TL_OWNER_HOST && runtime.host.pooled != NULL)
        reclaim_later(call, (struct action){.what = ACTION_POOL_HOST, .pointer = tensor, .pool = pool, .key = key});
    else
        return put_in_pool(pool, key, tensor, index);
    return true;
}

WHOLE APART static enum tl_fate pool_tensor(struct call *call, uint32_t index)
{
    struct object *object = object_as_it_is(&call->manager->objects, index);
    void *tensor = object_address(object);
    if (object->owner == TL_OWNER_RUNTIME && !tensor_block_is_own(tensor))
        return reclaim_destroy_tensor(call, index);
    if (object->owner != TL_OWNER_RUNTIME && object->owner != TL_OWNER_HOST) {
        bury(call, index);
        return TL_FATE_DROPPED;
    }
    if (pool_is_elsewhere(call, &call->manager->pool, tensor)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_POOLED_TWICE, .pointer = tensor, .object = object},
                 "its count reached 0 while another pool holds it, where it stays");
        bury(call, index);
        return TL_FATE_DROPPED;
    }
    if (tensors_hold_alone(&call->manager->pool.tensors, tensor)) /* put there by hand while it was no object */
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_POOLED_TWICE, .pointer = tensor, .object = object},
                 "its count reached 0 while the pool already holds it; it is pooled once");
    else if (!enter_pool(call, index, tensor_key_of(object)))
        return reclaim_destroy_tensor(call, index);
    population_end(object);
    object->state = OBJECT_POOLED;
    object->site = call->site;
    return TL_FATE_POOLED;
}

enum tl_fate reclaim_object(struct call *call, uint32_t index)
{
    struct object *object = object_as_it_is(&call->manager->objects, index);
    references_end(&call->manager->objects, object);
    switch (object->kind) {
    case TL_KIND_STRUCT:
        return reclaim_block(call, index);
    case TL_KIND_TENSOR:
        return pool_tensor(call, index);
    case TL_KIND_VECTOR:
        return vector_reclaim(call, index);
    default:
        bury(call, index);
        return TL_FATE_DROPPED;
    }
}
