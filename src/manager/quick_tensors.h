/* SPDX-License-Identifier: MIT */
/* Tensors on the CPU taken out of the pool, and the runtime's own put into it, in short, likewise (`quick.h`). */
#ifndef TLSCOPE_MANAGER_QUICK_TENSORS_H
#define TLSCOPE_MANAGER_QUICK_TENSORS_H

#include "hook/nvtx_memory.h"
#include "manager/quick.h"
#include "manager/references.h"
#include "manager/tensor.h"

/* With the lock taken: neither another pool nor a tool has a say in it. */
static inline bool quick_may_pool(void)
{
    return !pools_are_many && !nvtx_knows_memory();
}

/* The newest tensor of the key, as a new object. NULL, nothing done, when there is none or its object has to be looked
 * at. */
static inline tl_tensor *quick_take_tensor(tlscope_manager *manager, enum tl_event_id event, struct tensor_key key,
                                           const void *caller)
{
    struct tensors *tensors = &manager->pool.tensors;
    if (!quick_blocks || key.device != TL_DEVICE_CPU || !quick_begin_either(event, TL_EVENT_object_reuse))
        return NULL;
    const uint32_t site = site_met(caller);
    uint32_t index = site != 0 && quick_may_pool() ? tensors_newest(tensors, key) : 0;
    struct object *object = index != 0 ? object_as_it_is(&manager->objects, index) : NULL;
    tl_tensor *tensor = NULL;
    if (object != NULL && object->newest_record == 0) {
        tensor = tensors_take(tensors, key, &index);
        object_renew(object, site);
    }
    quick_end(tensor != NULL);
    return tensor;
}

/* With the lock taken, in short: the live object is a tensor's that goes into the pool. False, nothing done, when that
 * has no room or must be looked into. */
static inline bool quick_put_object(tlscope_manager *manager, uint32_t index, uint32_t site)
{
    struct object *object = object_as_it_is(&manager->objects, index);
    struct tensors *tensors = &manager->pool.tensors;
    void *tensor = object_address(object);
    const struct tensor_key key = {.elements = object->elements, .dtype = object->dtype, .device = object->device};
    if (object->owner != TL_OWNER_RUNTIME || key.device != TL_DEVICE_CPU || !quick_may_pool() ||
        tensors_hold_alone(tensors, tensor) || !tensors_reserve(tensors, key) ||
        !tensors_put(tensors, key, tensor, index))
        return false;
    references_end(&manager->objects, object);
    object->state = OBJECT_POOLED;
    object->site = site;
    return true;
}

/* A tensor that is alive and of the key it is said to be of. */
static inline bool quick_put_tensor(tlscope_manager *manager, const tl_tensor *tensor, struct tensor_key key,
                                    const void *caller)
{
    if (!quick_blocks || !quick_begin(TL_EVENT_pool_release))
        return false;
    const uint32_t site = site_met(caller);
    const uint32_t index = site != 0 ? objects_find(&manager->objects, tensor) : 0;
    const struct object *object = index != 0 ? object_as_it_is(&manager->objects, index) : NULL;
    return quick_end(object != NULL && object->state == OBJECT_LIVE && is_kind(object, TL_KIND_TENSOR) &&
                     object->owner == TL_OWNER_RUNTIME && tensor_has_key(tensor, key) &&
                     quick_put_object(manager, index, site));
}

#endif
