/* SPDX-License-Identifier: MIT */
#include "manager/reclaim.h"

#include <stdlib.h>
#include <string.h>

#include "heap/classify.h"
#include "manager/diagnose.h"
#include "manager/population.h"
#include "manager/tensor_block.h"
#include "manager/vector.h"

enum { FEW = 16, SPARE_MOST = 1 << 14 };

/* The list of the latest call that had one, kept so that the next need not ask the kernel for pages. */
static struct array spare;

void reclaim_later(struct call *call, struct action action)
{
    if (call->actions.items == NULL) {
        call->actions = spare;
        spare = (struct array){0};
    }
    if (!array_reserve(&call->actions, 1, sizeof action)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = action.pointer},
                 "no memory to note that this block must be freed: it is lost");
        return;
    }
    ((struct action *)call->actions.items)[call->actions.count++] = action;
}

/* Into the place promised to it. */
static bool put_in_pool(tlscope_manager *manager, struct tensor_key key, void *tensor)
{
    const bool pooled = tensors_put(&manager->pool.tensors, key, tensor);
    if (pooled)
        pool_close(tensor);
    return pooled;
}

static void pool_host_tensor(const tlscope_host *host, tlscope_manager *manager, const struct action *action)
{
    host->pooled(host->context, action->pointer);
    lock_take(&runtime.lock);
    const bool pooled = put_in_pool(manager, action->key, action->pointer);
    lock_give(&runtime.lock);
    if (!pooled && host->destroy != NULL)
        host->destroy(host->context, action->pointer);
}

static void destroy_own(tl_tensor *tensor)
{
    lock_take(&runtime.lock);
    if (tensor_block_is_own(tensor)) /* else another manager or pool was faster */
        tensor_block_end(tensor);
    lock_give(&runtime.lock);
}

static void run(const tlscope_host *host, tlscope_manager *manager, const struct action *action)
{
    switch (action->what) {
    case ACTION_FREE:
        free(action->pointer);
        break;
    case ACTION_DESTROY_OWN:
        destroy_own(action->pointer);
        break;
    case ACTION_DESTROY_HOST:
        if (host->destroy != NULL)
            host->destroy(host->context, action->pointer);
        break;
    case ACTION_POOL_HOST:
        pool_host_tensor(host, manager, action);
        break;
    }
}

/* Keeps the list for the next call, or gives its memory back. */
static void put_back(struct array *actions)
{
    if (checker.memcheck) /* it would take them for references */
        memset(actions->items, 0, actions->count * sizeof(struct action));
    actions->count = 0;
    if (spare.items == NULL && actions->capacity <= SPARE_MOST)
        spare = *actions;
    else
        array_free(actions, sizeof(struct action));
    *actions = (struct array){0};
}

void reclaim_run(struct call *call)
{
    struct action few[FEW];
    const tlscope_host host = runtime.host;
    const uint32_t count = call->actions.count;
    const struct action *actions = call->actions.items;
    if (count != 0 && count <= FEW) { /* so that the common call takes the lock once */
        memcpy(few, actions, count * sizeof *actions);
        actions = few;
        put_back(&call->actions);
    }
    lock_give(&runtime.lock);
    for (uint32_t i = 0; i < count; i++)
        run(&host, call->manager, &actions[i]);
    if (count > FEW) {
        lock_take(&runtime.lock);
        put_back(&call->actions);
        lock_give(&runtime.lock);
    }
}

static void mark_freed(struct call *call, uint32_t index, enum object_state state)
{
    struct object *object = object_at(&call->manager->objects, index);
    if (object->state == OBJECT_LIVE || object->state == OBJECT_FREEING)
        population_end(object);
    object->freed_call = runtime.calls;
    object->born_until = (uint32_t)runtime.last_object;
    object->site = call->site;
    object->state = (uint8_t)state;
}

/* Marks it dead; what it was is remembered for a while. */
static void bury(struct call *call, uint32_t index)
{
    mark_freed(call, index, OBJECT_DEAD);
    objects_remember(&call->manager->objects, index);
}

/* False when the block is no longer the one that was registered. */
static bool still_there(struct call *call, const struct object *object)
{
    if (!heap_is_certain())
        return true;
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

bool reclaim_if_replaced(struct call *call, uint32_t index)
{
    struct object *object = object_at(&call->manager->objects, index);
    if (object->owner != TL_OWNER_HEAP || object->count == 0 || still_there(call, object))
        return false;
    hook(object_end, .object = (uint32_t)object->number, .fate = TL_FATE_DROPPED);
    call->manager->objects.counted--;
    object->count = object->records = object->moved = 0;
    bury(call, index);
    return true;
}

enum tl_fate reclaim_block(struct call *call, uint32_t index)
{
    const struct object *object = object_at(&call->manager->objects, index);
    void *block = object_address(object);
    if (object->owner != TL_OWNER_HEAP || !still_there(call, object)) {
        bury(call, index);
        return TL_FATE_DROPPED;
    }
    /* The block may have been resized in place since it was registered. */
    if (runtime.options.quarantine != 0 && !checker.memcheck /* which does that itself */ &&
        quarantine_hold(call, index, block, heap_classify(block).bytes)) {
        mark_freed(call, index, OBJECT_QUARANTINED);
        return TL_FATE_FREED;
    }
    bury(call, index);
    reclaim_later(call, (struct action){.what = ACTION_FREE, .pointer = block});
    return TL_FATE_FREED;
}

enum tl_fate reclaim_destroy_tensor(struct call *call, uint32_t index)
{
    const struct object *object = object_at(&call->manager->objects, index);
    void *tensor = object_address(object);
    const uint8_t owner = object->owner;
    bury(call, index);
    if (owner != TL_OWNER_RUNTIME && owner != TL_OWNER_HOST)
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

/* Into the pool; false when it has no room. A host is told first, and then puts its tensor in. */
static bool enter_pool(struct call *call, void *tensor, const struct tensor_key key, bool tell_host)
{
    struct tensors *pool = &call->manager->pool.tensors;
    if (!tensors_reserve(pool, key))
        return false;
    if (!tell_host)
        return put_in_pool(call->manager, key, tensor);
    reclaim_later(call, (struct action){.what = ACTION_POOL_HOST, .pointer = tensor, .key = key});
    return true;
}

static enum tl_fate pool_tensor(struct call *call, uint32_t index)
{
    struct object *object = object_at(&call->manager->objects, index);
    void *tensor = object_address(object);
    const bool of_host = object->owner == TL_OWNER_HOST;
    if (object->owner == TL_OWNER_RUNTIME && !tensor_block_is_own(tensor))
        return reclaim_destroy_tensor(call, index);
    if (object->owner != TL_OWNER_RUNTIME && !of_host) {
        bury(call, index);
        return TL_FATE_DROPPED;
    }
    if (tensors_hold(&call->manager->pool.tensors, tensor)) /* a host put it there by hand while it was counted */
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_POOLED_TWICE, .pointer = tensor, .object = object},
                 "its count reached 0 while the pool already holds it; it is pooled once");
    else if (!enter_pool(call, tensor, (struct tensor_key){object->elements, object->dtype, object->device},
                         of_host && runtime.host.pooled != NULL))
        return reclaim_destroy_tensor(call, index);
    population_end(object);
    object->state = OBJECT_POOLED;
    object->site = call->site;
    return TL_FATE_POOLED;
}

enum tl_fate reclaim_object(struct call *call, uint32_t index)
{
    struct object *object = object_at(&call->manager->objects, index);
    call->manager->objects.counted--;
    object->count = object->records = object->moved = 0;
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
