/* SPDX-License-Identifier: MIT */
#include "manager/tensor.h"

#include "device/plugin.h"
#include "hook/dhat.h"
#include "manager/announce.h"
#include "manager/away.h"
#include "manager/call.h"
#include "manager/diagnose.h"
#include "manager/label.h"
#include "manager/population.h"
#include "manager/quick_tensors.h"
#include "manager/reclaim.h"
#include "manager/tensor_block.h"
#include "manager/watch_rule.h"

#define TENSOR_MOST (UINT64_C(1) << 46)

static const uint8_t element_bytes[] = {
#define TL_DTYPE(code, number, name, bytes) [number] = (bytes),
#include "tracepoints/values.def"
#undef TL_DTYPE
};

/* Says what is wrong with what was asked for; NULL when nothing is. */
static const char *fault_of(struct tensor_key key)
{
    if (key.dtype >= sizeof element_bytes)
        return "unknown dtype";
    if (key.device != TL_DEVICE_CPU && plugin_of(key.device) == NULL)
        return "this runtime has no such device";
    if (key.ordinal >= (key.device == TL_DEVICE_CPU ? 1 : DEVICE_ORDINALS))
        return "absurd ordinal";
    return key.elements > TENSOR_MOST / element_bytes[key.dtype] ? "absurd size" : NULL;
}

struct tensor_key tensor_key_of(const struct object *object)
{
    const bool away = object->owner == TL_OWNER_RUNTIME && object->device != TL_DEVICE_CPU;
    return (struct tensor_key){.elements = object->elements,
                               .dtype = object->dtype,
                               .device = object->device,
                               .ordinal = away ? tensor_residence(object_address(object))->ordinal : 0};
}

/* Its device knows the object of a tensor from now on, too, where the trace is told of it. */
static void number_residence(const struct object *object, const void *tensor)
{
    if (object->owner == TL_OWNER_RUNTIME && object->device != TL_DEVICE_CPU)
        tensor_residence(tensor)->object = watch_untold(object) ? 0 : (uint32_t)object->number;
}

bool tensor_add_object(struct call *call, tl_tensor *tensor)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t latest = objects_find(objects, tensor);
    if (latest != 0 && object_as_it_is(objects, latest)->state == OBJECT_LIVE)
        reclaim_replaced(call, latest, "tensor");
    const uint32_t index = objects_add_after(objects, latest, tensor);
    if (index == 0)
        return false;
    struct object *object = object_as_it_is(objects, index);
    object->number = ++runtime.last_object;
    object->kind = TL_KIND_TENSOR;
    object->owner = TL_OWNER_RUNTIME;
    object->dtype = tensor->dtype;
    object->device = tensor->device;
    object->elements = tensor->elements;
    object->bytes = tensor->bytes;
    object->site = call->site;
    announce_birth(call, object);
    call->object = watch_untold(object) ? 0 : (uint32_t)object->number;
    number_residence(object, tensor);
    label_tensor(object);
    population_begin(object);
    dhat_count(object->bytes);
    return true;
}

APART static tl_tensor *make(struct call *call, struct tensor_key key)
{
    const unsigned long long bytes = key.elements * element_bytes[key.dtype];
    tl_tensor *tensor = tensor_block_new(key, bytes, NULL);
    if (tensor != NULL && !tensor_add_object(call, tensor)) {
        tensor_block_end(tensor, &(struct residence){.device = NULL});
        tensor = NULL;
    }
    if (tensor == NULL)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY}, "no memory for a tensor of %llu bytes",
                 bytes);
    return tensor;
}

/* The trace may be told of one of the two only: of the pooled one, or of what it has become. */
static void tell_renewed(const struct object *renewed, uint64_t pooled, bool moved, bool pooled_untold)
{
    if (!pooled_untold && watch_untold(renewed))
        hook(object_end, .object = (uint32_t)pooled, .fate = TL_FATE_DROPPED);
    else if (!pooled_untold)
        announce_reuse(renewed, pooled);
    if (moved || pooled_untold)
        announce_object(renewed);
}

/* A copy of a pooled object at `tensor`, where it has moved or scopes still list it: it stays behind, dead. NULL when
 * memory is out. */
APART static struct object *leave_behind(struct call *call, uint32_t index, void *tensor)
{
    struct objects *objects = &call->manager->objects;
    struct object *before = object_at(objects, index);
    struct object copy = *before;
    before->state = OBJECT_DEAD;
    before->freed_call = runtime.calls;
    if (object_address(before) != tensor)
        objects_remember(objects, index);
    index = objects_add(objects, tensor);
    if (index == 0)
        return NULL;
    struct object *object = object_at(objects, index);
    copy.key = object->key;
    copy.remembered = 0;
    copy.newest_record = 0;
    *object = copy;
    return object;
}

/* Makes a new object of a pooled one, which may have moved to `tensor`. */
static void renew_object(struct call *call, uint32_t index, void *tensor)
{
    struct object *object = object_at(&call->manager->objects, index);
    const uint64_t pooled = object->number;
    const bool untold = watch_untold(object);
    const bool moved = object_address(object) != tensor;
    if (object->newest_record != 0 || moved)
        object = leave_behind(call, index, tensor);
    if (object == NULL)
        return;
    object_renew(object, call->site);
    object->unwatched = watch_leaves_out(call, object);
    call->object = watch_untold(object) ? 0 : (uint32_t)object->number;
    number_residence(object, tensor);
    tell_renewed(object, pooled, moved, untold);
    label_tensor(object);
    population_begin(object);
    dhat_count(object->bytes);
}

tl_tensor *pool_take(struct call *call, struct tlscope_pool *pool, struct tensor_key key, void *stream, bool may_move)
{
    const bool untouchable = key.device != TL_DEVICE_CPU && devices_gone() != NULL;
    uint32_t index;
    tl_tensor *tensor = untouchable ? NULL : tensors_take(&pool->tensors, key, &index);
    if (tensor == NULL)
        return NULL;
    tensor = pool_open(tensor, may_move);
    if (key.device != TL_DEVICE_CPU && tensor_block_is_own(tensor))
        tensor_residence(tensor)->stream = stream;
    if (index != 0)
        renew_object(call, index, tensor); /* else not known here: it will be seen when it is registered */
    return tensor;
}

WHOLE APART static tl_tensor *new_tensor(tlscope_manager *manager, const struct tensor_key *key, void *stream,
                                         struct caller caller)
{
    struct call call;
    tl_tensor *tensor = NULL;
    call_begin(&call, manager, TL_EVENT_object_new, caller);
    const char *fault = fault_of(*key);
    if (fault != NULL) {
        diagnose(&call, (struct misuse){.code = TL_DIAGNOSTIC_BAD_TENSOR},
                 "%s: %llu elements, dtype %u, device %u, ordinal %u", fault, (unsigned long long)key->elements,
                 key->dtype, key->device, key->ordinal);
    } else if (key->device != TL_DEVICE_CPU) {
        tensor = away_new(&call, *key, key->elements * element_bytes[key->dtype], stream);
    } else {
        tensor = pool_take(&call, &manager->pool, *key, NULL, true);
        if (tensor == NULL)
            tensor = make(&call, *key);
    }
    call.pointer = tensor;
    call_end(&call);
    return tensor;
}

WHOLE tl_tensor *tlscope_tensor_new(tlscope_manager *manager, size_t elements, uint8_t dtype, uint8_t device)
{
    const struct tensor_key key = {.elements = elements, .dtype = dtype, .device = device};
    tl_tensor *tensor = quick_take_tensor(manager, TL_EVENT_object_new, key, __builtin_return_address(0));
    return tensor != NULL ? tensor : new_tensor(manager, &key, NULL, CALLER);
}

tl_tensor *tlscope_tensor_new_on(tlscope_manager *manager, size_t elements, uint8_t dtype, uint8_t device,
                                 uint8_t ordinal, void *stream)
{
    const struct tensor_key key = {.elements = elements, .dtype = dtype, .device = device, .ordinal = ordinal};
    return new_tensor(manager, &key, stream, CALLER);
}

/* Of one that outlived its manager, which nobody can end any more: ~address, 0 for none. */
static uintptr_t orphan;

/* NULL when there is none. */
static void *any_alive(const struct objects *objects)
{
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state == OBJECT_LIVE && tensor_block_is_own(object_address(object)))
            return object_address(object);
    }
    return NULL;
}

void tensors_outlive(const tlscope_manager *manager)
{
    const void *tensor = any_alive(&manager->objects);
    if (tensor != NULL)
        orphan = ~(uintptr_t)tensor;
}

void tensors_show(void)
{
    const void *tensor = any_alive(&global_manager.objects);
    if (tensor == NULL && orphan != 0)
        tensor = (const void *)~orphan;
    if (tensor != NULL && tensor_block_is_own(tensor)) /* a pool of another may have ended it */
        tensor_block_show(tensor);
}

/* Ends a tensor that is known; its object may be gone after that. */
static enum tl_fate end_tensor(struct call *call, tl_tensor *tensor, uint32_t index)
{
    struct objects *objects = &call->manager->objects;
    const struct object *object = index != 0 ? object_at(objects, index) : NULL;
    if (object != NULL && object->state == OBJECT_LIVE)
        return object->count != 0 ? manager_drop_reference(call, index) : reclaim_destroy_tensor(call, index);
    if (object == NULL && manager_is_host_tensor(call, tensor)) { /* one of the host's that was never registered */
        reclaim_later(call, (struct action){.what = ACTION_DESTROY_HOST, .pointer = tensor});
        return TL_FATE_DESTROYED;
    }
    manager_tell_release(call, tensor, index);
    return TL_FATE_UNKNOWN;
}

/* As TL's tensor_free: the record of the current scope and one reference; without one, the tensor itself. */
void tlscope_tensor_free(tlscope_manager *manager, tl_tensor *tensor)
{
    struct call call;
    call_begin(&call, manager, TL_EVENT_tensor_free, CALLER);
    call.pointer = tensor;
    enum tl_fate fate = TL_FATE_IGNORED;
    uint32_t number = 0;
    bool untold = watch_some;
    if (tensor != NULL) {
        if (manager_is_in_top_scope(&call, tensor))
            manager_unregister(&call, tensor);
        const uint32_t index = objects_find(&manager->objects, tensor);
        number = index != 0 ? (uint32_t)object_at(&manager->objects, index)->number : 0;
        untold = watch_untold(index != 0 ? object_at(&manager->objects, index) : NULL);
        fate = end_tensor(&call, tensor, index);
    }
    if (!untold)
        hook(tensor_free, .pointer = (uint64_t)(uintptr_t)tensor, .object = number, .site = call.site,
             .fate = (uint8_t)fate);
    call_end(&call);
}

void *tlscope_tensor_data(const tl_tensor *tensor)
{
    return tensor_is_away(tensor) ? tensor_residence(tensor)->data : (void *)(uintptr_t)(tensor + 1);
}

size_t tlscope_tensor_elements(const tl_tensor *tensor)
{
    return tensor->elements;
}

size_t tlscope_tensor_bytes(const tl_tensor *tensor)
{
    return tensor->bytes;
}

uint8_t tlscope_tensor_dtype(const tl_tensor *tensor)
{
    return tensor->dtype;
}

uint8_t tlscope_tensor_device(const tl_tensor *tensor)
{
    return tensor->device;
}

void tlscope_set_host(const tlscope_host *host)
{
    if (!atomic_load_explicit(&runtime.started, memory_order_acquire))
        runtime_start();
    lock_take(&runtime.lock);
    runtime.host = host != NULL ? *host : (tlscope_host){0};
    runtime.has_host = host != NULL;
    lock_give(&runtime.lock);
}
