/* SPDX-License-Identifier: MIT */
/* The pool as an object. */
#include <stdlib.h>

#include "heap/classify.h"
#include "hook/nvtx_memory.h"
#include "manager/announce.h"
#include "manager/away.h"
#include "manager/call.h"
#include "manager/diagnose.h"
#include "manager/held.h"
#include "manager/population.h"
#include "manager/quick_tensors.h"
#include "manager/reclaim.h"
#include "manager/references.h"
#include "manager/tensor_block.h"
#include "manager/watch_rule.h"

bool pools_are_many;

/* A pool without a manager borrows the process-wide one for its calls, which then have a thread and a place. */
static tlscope_manager *manager_of(const tlscope_pool *pool)
{
    return pool->manager != NULL ? pool->manager : &global_manager;
}

tlscope_pool *tlscope_pool_global(void)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    return &global_manager.pool;
}

void pool_link(struct tlscope_pool *pool)
{
    struct tlscope_pool *first = &global_manager.pool;
    pool->previous = first;
    pool->next = first->next;
    if (pool->next != NULL)
        pool->next->previous = pool;
    first->next = pool;
    pools_are_many = true;
}

void pool_unlink(const struct tlscope_pool *pool)
{
    pool->previous->next = pool->next;
    if (pool->next != NULL)
        pool->next->previous = pool->previous;
}

tlscope_pool *tlscope_pool_new(void)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    tlscope_pool *pool = calloc(1, sizeof *pool);
    if (pool == NULL)
        return NULL;
    tensors_init(&pool->tensors, runtime.options.pool_limit);
    lock_take(&runtime.lock);
    pool_link(pool);
    lock_give(&runtime.lock);
    return pool;
}

void tlscope_pool_destroy(tlscope_pool *pool)
{
    if (pool == NULL || pool->manager != NULL)
        return;
    tlscope_pool_clear(pool);
    lock_take(&runtime.lock);
    pool_unlink(pool);
    lock_give(&runtime.lock);
    tensors_free(&pool->tensors);
    free(pool);
}

WHOLE APART static tl_tensor *acquire(tlscope_pool *pool, const struct tensor_key *key, struct caller caller)
{
    struct call call;
    call_begin(&call, manager_of(pool), TL_EVENT_pool_miss, caller);
    tl_tensor *tensor = pool_take(&call, pool, *key, NULL, false);
    if (tensor != NULL && key->device != TL_DEVICE_CPU)
        tensor = away_wake(&call, tensor);
    if (tensor == NULL && !watch_some)
        hook(pool_miss, .elements = key->elements, .dtype = key->dtype, .device = key->device, .site = call.site);
    call.pointer = tensor;
    call_end(&call);
    return tensor;
}

/* In short where the process-wide pool is the only one: whichever `pool` is, it is that. */
WHOLE tl_tensor *tlscope_pool_acquire(tlscope_pool *pool, size_t elements, uint8_t dtype, uint8_t device)
{
    const struct tensor_key key = {.elements = elements, .dtype = dtype, .device = device};
    tl_tensor *tensor = quick_take_tensor(&global_manager, TL_EVENT_pool_miss, key, __builtin_return_address(0));
    return tensor != NULL ? tensor : acquire(pool, &key, CALLER);
}

/* A new object, still to be announced, of a tensor that its owner hands in by hand; 0: none. A pool of its own has
 * objects only for what the process-wide manager knows. */
APART static uint32_t add_object(struct call *call, const tlscope_pool *pool, tl_tensor *tensor, struct tensor_key key)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t index = pool->manager != NULL ? objects_add(objects, tensor) : 0;
    if (index == 0)
        return 0;
    struct object *object = object_at(objects, index);
    object->number = ++runtime.last_object;
    object->kind = TL_KIND_TENSOR;
    object->owner = tensor_block_is_own(tensor) ? TL_OWNER_RUNTIME : TL_OWNER_HOST;
    object->dtype = key.dtype;
    object->device = key.device;
    object->elements = key.elements;
    object->site = call->site;
    return index;
}

/* As if it had never been. */
static void drop_object(struct objects *objects, uint32_t index)
{
    object_at(objects, index)->state = OBJECT_DEAD;
    objects_collect(objects, index);
}

/* It is no longer counted or alive. */
static void note_pooled(struct call *call, struct object *object, bool made)
{
    if (made)
        announce_birth(call, object);
    else
        population_end(object);
    references_end(&call->manager->objects, object);
    object->state = OBJECT_POOLED;
    object->site = call->site;
}

/* What the call's manager has pooled it knows by its object. */
static bool has_pooled(const struct call *call, const struct tlscope_pool *pool, const void *tensor)
{
    if (tensors_hold_alone(&pool->tensors, tensor))
        return true;
    if (pool->manager == NULL || pool->manager == call->manager)
        return false;
    const struct objects *objects = &pool->manager->objects;
    const uint32_t index = objects_find(objects, tensor);
    return index != 0 && object_at(objects, index)->state == OBJECT_POOLED;
}

bool pool_find_elsewhere(const struct call *call, const struct tlscope_pool *pool, const void *tensor)
{
    for (const struct tlscope_pool *other = &global_manager.pool; other != NULL; other = other->next)
        if (other != pool && has_pooled(call, other, tensor))
            return true;
    return false;
}

static void tell_duplicate(struct call *call, tl_tensor *tensor, const struct object *object)
{
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_POOLED_TWICE,
                             .pointer = tensor,
                             .object = object,
                             .other_site = object != NULL ? object->site : 0},
             "it is in the pool already and stays there once");
}

/* Another manager has made it anew, at an address where one had been destroyed. */
static bool is_alive_elsewhere(const struct call *call, const void *tensor)
{
    for (const tlscope_manager *manager = &global_manager; manager != NULL; manager = manager_next(manager)) {
        const uint32_t index = manager != call->manager ? objects_find(&manager->objects, tensor) : 0;
        if (index != 0 && object_at(&manager->objects, index)->state == OBJECT_LIVE)
            return true;
    }
    return false;
}

/* What is no tensor, or one of the runtime's own that is gone or of another key, must not be handed out; told. */
static bool may_pool(struct call *call, tl_tensor *tensor, const struct object *object, struct tensor_key key)
{
    const bool other = object != NULL && object->state == OBJECT_LIVE && !is_kind(object, TL_KIND_TENSOR) &&
                       !is_kind(object, TL_KIND_UNKNOWN);
    if (other) {
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_KIND_MISMATCH, .pointer = tensor, .object = object, .other_site = object->site},
            "not pooled: it is a %s", kind_text(object->kind));
        return false;
    }
    const bool of_ours = object != NULL && object->owner == TL_OWNER_RUNTIME;
    const bool is_own = tensor_block_is_own(tensor);
    if (!of_ours && !is_own)
        return true;
    if (of_ours && (!is_own || (object->state != OBJECT_LIVE && !is_alive_elsewhere(call, tensor)))) {
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_RELEASE_FREED, .pointer = tensor, .object = object, .other_site = object->site},
            "it was destroyed before; not pooled");
        return false;
    }
    if (tensor_has_key(tensor, key))
        return true;
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_BAD_TENSOR, .pointer = tensor, .object = object},
             "it has %llu elements, dtype %u, device %u: not pooled as %llu, %u, %u",
             (unsigned long long)tensor->elements, tensor->dtype, tensor->device, (unsigned long long)key.elements,
             key.dtype, key.device);
    return false;
}

/* Of the runtime's own, and on a device. */
static bool is_away(const tl_tensor *tensor, struct tensor_key key)
{
    return key.device != TL_DEVICE_CPU && tensor_block_is_own(tensor) && tensor_is_away(tensor);
}

/* False when it has no room. *object, of that index, is made where there is none alive; NULL: none. A device is asked
 * first, when the call ends, what is at work on the tensor. */
static bool enter_pool(struct call *call, tlscope_pool *pool, tl_tensor *tensor, struct tensor_key key, uint32_t index,
                       struct object **object)
{
    struct objects *objects = &call->manager->objects;
    const bool away = is_away(tensor, key);
    if (away)
        key.ordinal = tensor_residence(tensor)->ordinal;
    if (!tensors_reserve(&pool->tensors, key))
        return false;
    const bool made = *object == NULL || (*object)->state != OBJECT_LIVE;
    if (made) {
        index = add_object(call, pool, tensor, key);
        *object = index != 0 ? object_as_it_is(objects, index) : NULL;
    }
    if (away) {
        reclaim_pool_away(call, pool, tensor, key);
    } else if (!tensors_put(&pool->tensors, key, tensor, index)) {
        if (made && index != 0)
            drop_object(objects, index);
        return false;
    }
    if (*object != NULL)
        note_pooled(call, *object, made);
    if (!away)
        pool_close(tensor);
    return true;
}

WHOLE APART static tlscope_pool_outcome release(tlscope_pool *pool, tl_tensor *tensor, const struct tensor_key *key,
                                                struct caller caller)
{
    struct call call;
    tlscope_pool_outcome outcome = TLSCOPE_POOL_FULL;
    call_begin(&call, manager_of(pool), TL_EVENT_pool_release, caller);
    call.pointer = tensor;
    const uint32_t index = objects_find(&call.manager->objects, tensor);
    struct object *object = index != 0 ? object_as_it_is(&call.manager->objects, index) : NULL;
    if (tensor != NULL &&
        ((object != NULL && object->state == OBJECT_POOLED) || tensors_hold_alone(&pool->tensors, tensor))) {
        tell_duplicate(&call, tensor, object);
        outcome = TLSCOPE_POOL_DUPLICATE;
    } else if (tensor != NULL && pool_is_elsewhere(&call, pool, tensor)) {
        diagnose(&call, (struct misuse){.code = TL_DIAGNOSTIC_POOLED_TWICE, .pointer = tensor, .object = object},
                 "it is in another pool already and stays there");
        outcome = TLSCOPE_POOL_DUPLICATE;
    } else if (tensor != NULL && may_pool(&call, tensor, object, *key) &&
               enter_pool(&call, pool, tensor, *key, index, &object)) {
        outcome = TLSCOPE_POOL_POOLED;
    }
    const struct object *pooled = outcome == TLSCOPE_POOL_POOLED ? object : NULL;
    if (!watch_untold(pooled))
        hook(pool_release, .pointer = (uint64_t)(uintptr_t)tensor,
             .object = pooled != NULL ? (uint32_t)pooled->number : 0, .site = call.site, .outcome = (uint8_t)outcome);
    call_end(&call);
    return outcome;
}

/* In short likewise. */
WHOLE tlscope_pool_outcome tlscope_pool_release(tlscope_pool *pool, tl_tensor *tensor, size_t elements, uint8_t dtype,
                                                uint8_t device)
{
    const struct tensor_key key = {.elements = elements, .dtype = dtype, .device = device};
    if (quick_put_tensor(&global_manager, tensor, key, __builtin_return_address(0)))
        return TLSCOPE_POOL_POOLED;
    return release(pool, tensor, &key, CALLER);
}

/* Of a host's tensor; 0 where no memory checker would be told, or nothing is known. */
static size_t block_bytes(const void *tensor)
{
    return checker.memcheck || checker.sanitizer ? heap_classify(tensor).bytes : 0;
}

/* Some tool is told who may use which memory. */
static bool is_told_of_memory(void)
{
    return checker.memcheck || checker.sanitizer || nvtx_wants_memory(true);
}

APART static void tell_close(void *tensor)
{
    if (tensor_block_is_own(tensor)) {
        tensor_block_close(tensor);
    } else {
        held_show_at_exit();
        checker_forbid(tensor, block_bytes(tensor));
    }
}

void pool_close(void *tensor)
{
    if (is_told_of_memory())
        tell_close(tensor);
}

APART static void *tell_open(void *tensor, bool may_move)
{
    if (tensor_block_is_own(tensor))
        return tensor_block_open(tensor, may_move);
    checker_allow(tensor, block_bytes(tensor));
    return tensor;
}

void *pool_open(void *tensor, bool may_move)
{
    return is_told_of_memory() ? tell_open(tensor, may_move) : tensor;
}

/* One tensor out of the pool and, when the call ends, out of the world. */
static void destroy_pooled(struct call *call, void *tensor)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t index = objects_find(objects, tensor);
    if (!tensor_block_is_own(tensor))
        pool_open(tensor, false); /* for the host's `destroy` */
    if (index == 0 || object_at(objects, index)->state != OBJECT_POOLED) {
        reclaim_later(call, (struct action){
                                .what = tensor_block_is_own(tensor) ? ACTION_DESTROY_OWN : ACTION_DESTROY_HOST,
                                .pointer = tensor,
                            });
        return;
    }
    reclaim_end_tensor(call, index);
}

void pool_clear(struct call *call, struct tlscope_pool *pool)
{
    hook(pool_clear, .tensors = tensors_count(&pool->tensors), .site = call->site);
    for (void *tensor = tensors_take_any(&pool->tensors); tensor != NULL; tensor = tensors_take_any(&pool->tensors))
        destroy_pooled(call, tensor);
}

struct pool_yield pool_empty_device(struct call *call, struct tlscope_pool *pool, uint8_t device, uint8_t ordinal)
{
    struct pool_yield yield = {0};
    for (void *tensor = tensors_take_of_device(&pool->tensors, device, ordinal); tensor != NULL;
         tensor = tensors_take_of_device(&pool->tensors, device, ordinal)) {
        const uint32_t index = objects_find(&call->manager->objects, tensor);
        yield.tensors++;
        yield.bytes += index != 0 ? object_at(&call->manager->objects, index)->bytes : 0;
        destroy_pooled(call, tensor);
    }
    return yield;
}

void pool_show(const tlscope_manager *manager, bool shown)
{
    const struct tensors *tensors = &manager->pool.tensors;
    struct tensors_place place = {0};
    for (void *tensor = tensors_next(tensors, &place); tensor != NULL; tensor = tensors_next(tensors, &place)) {
        if (!tensor_block_is_own(tensor) && shown)
            pool_open(tensor, false);
        else if (!tensor_block_is_own(tensor))
            pool_close(tensor);
    }
}

void pool_free_own(struct call *call)
{
    static struct tensors left; /* a host's, where leak checkers still find them */
    struct tensors_place place = {0};
    pool_show(call->manager, true);
    tensors_move(&left, &call->manager->pool.tensors);
    for (void *tensor = tensors_next(&left, &place); tensor != NULL; tensor = tensors_next(&left, &place)) {
        const uint32_t index = objects_find(&call->manager->objects, tensor);
        if (index != 0 && object_at(&call->manager->objects, index)->owner == TL_OWNER_RUNTIME)
            reclaim_destroy_tensor(call, index);
        else if (tensor_block_is_own(tensor)) /* another manager's */
            reclaim_later(call, (struct action){.what = ACTION_DESTROY_OWN, .pointer = tensor});
    }
}

void tlscope_pool_clear(tlscope_pool *pool)
{
    struct call call;
    call_begin(&call, manager_of(pool), TL_EVENT_pool_clear, CALLER);
    pool_clear(&call, pool);
    call_end(&call);
}

size_t tlscope_pool_total_count(tlscope_pool *pool)
{
    struct call call;
    call_begin(&call, manager_of(pool), TL_EVENT_get_pool_count, CALLER);
    const size_t count = tensors_count(&pool->tensors);
    call_end(&call);
    return count;
}
