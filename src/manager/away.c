/* SPDX-License-Identifier: MIT */
#include "manager/away.h"

#include <stdlib.h>

#include "device/plugin.h"
#include "hook/nvtx.h"
#include "manager/diagnose.h"
#include "manager/reclaim.h"
#include "manager/tensor_block.h"

/* A refusal, met without the lock. */
static void tell_refusal(struct call *call, const void *tensor, const char *what, const struct device_failure *failure)
{
    lock_take(&runtime.lock);
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_ERROR, .pointer = tensor}, "%s: %s", what,
             failure->text);
    lock_give(&runtime.lock);
}

/* What the pool has of device memory goes back while the devices' libraries still work: to tools that look for leaks
 * there it is none. The tensors stay in the pool, to be told of at the end. */
static void end_devices(void)
{
    struct tensors *pool = &global_manager.pool.tensors;
    lock_take(&runtime.lock);
    struct residence *residences = calloc(tensors_count(pool) + 1, sizeof *residences);
    uint32_t count = 0;
    struct tensors_place place = {0};
    for (void *tensor = tensors_next(pool, &place); tensor != NULL; tensor = tensors_next(pool, &place))
        if (residences != NULL && tensor_block_is_own(tensor))
            count += tensor_block_vacate(tensor, &residences[count]);
    lock_give(&runtime.lock);
    for (uint32_t i = 0; i < count; i++)
        residence_release(&residences[i], &(struct device_failure){.memory_out = false}); /* too late to tell */
    free(residences);
    devices_end();
}

static void load(struct call *call, struct plugin *plugin)
{
    const struct device_settings settings = {.stream_ordered = runtime.options.cuda_allocator == CUDA_ALLOCATOR_ASYNC};
    struct plugin loaded = *plugin;
    call_pause();
    plugin_load(&loaded, &settings);
    if (loaded.device != NULL)
        atexit(end_devices); /* after the handlers of the device's own library: called before them */
    call_resume(call);
    if (!plugin->tried) /* no other thread has meanwhile */
        *plugin = loaded;
}

/* NULL, which is told, when the device is not to be had. */
static const struct device *find_device(struct call *call, struct tensor_key key)
{
    struct plugin *plugin = plugin_of(key.device);
    const char *gone = devices_gone();
    if (gone == NULL && !plugin->tried)
        load(call, plugin);
    if (gone != NULL || plugin->device == NULL)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_UNAVAILABLE}, "%s",
                 gone != NULL ? gone : plugin->failure.text);
    else if (key.ordinal >= plugin->ordinals)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_UNAVAILABLE},
                 "no %s device has the number %u: this process sees %u, from 0", plugin->device->name, key.ordinal,
                 plugin->ordinals);
    else
        return plugin->device;
    return NULL;
}

/* What a device without memory says of itself. */
struct shortage {
    struct pool_yield yield;
    size_t available, total; /* 0: not known */
};

static void tell_memory_out(struct call *call, const struct residence *residence, uint64_t bytes,
                            const struct shortage *shortage, const struct device_failure *failure)
{
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_OUT_OF_MEMORY},
             "%llu bytes on %s device %u, where %llu of %llu are free, after the pool gave back the %llu tensors that "
             "it had there (%llu bytes); %s. Release tensors earlier or make smaller ones; `tlscope record` shows who "
             "has the rest",
             (unsigned long long)bytes, residence->device->name, residence->ordinal,
             (unsigned long long)shortage->available, (unsigned long long)shortage->total,
             (unsigned long long)shortage->yield.tensors, (unsigned long long)shortage->yield.bytes, failure->text);
}

static bool allocate_once(struct residence *residence, uint64_t bytes, struct device_failure *failure)
{
    const struct device_queue queue = {.stream = residence->stream, .ordinal = residence->ordinal};
    failure->memory_out = false;
    if (!residence->device->allocate(queue, bytes, &residence->data, failure))
        return false;
    nvtx_start_on_device();
    return true;
}

/* With all that the pool keeps on that device given back. */
static bool allocate_after_pool(struct call *call, struct tensor_key key, uint64_t bytes, struct residence *residence,
                                struct device_failure *failure)
{
    struct shortage shortage = {.yield = pool_empty_device(call, &call->manager->pool, key.device, key.ordinal)};
    struct device_failure ignored;
    reclaim_run(call);
    residence->device->settle(key.ordinal, &ignored);
    const bool made = allocate_once(residence, bytes, failure);
    if (!made && !residence->device->memory(key.ordinal, &shortage.available, &shortage.total, &ignored))
        shortage.available = shortage.total = 0;
    call_resume(call);
    if (!made && failure->memory_out)
        tell_memory_out(call, residence, bytes, &shortage, failure);
    return made;
}

static bool allocate(struct call *call, struct tensor_key key, uint64_t bytes, struct residence *residence)
{
    struct device_failure failure;
    call_pause();
    bool made = allocate_once(residence, bytes, &failure);
    call_resume(call);
    if (!made && failure.memory_out)
        made = allocate_after_pool(call, key, bytes, residence, &failure);
    if (!made && !failure.memory_out)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_ERROR}, "no %llu bytes for a tensor: %s",
                 (unsigned long long)bytes, failure.text);
    return made;
}

static tl_tensor *make(struct call *call, struct tensor_key key, uint64_t bytes, struct residence *residence)
{
    if (!allocate(call, key, bytes, residence))
        return NULL;
    tl_tensor *tensor = tensor_block_new(key, bytes, residence);
    if (tensor != NULL && tensor_add_object(call, tensor))
        return tensor;
    if (tensor != NULL)
        tensor_block_end(tensor, residence);
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY},
             "no memory on the host for the description of a tensor on %s", residence->device->name);
    call_pause();
    away_release(call, residence);
    call_resume(call);
    return NULL;
}

tl_tensor *away_new(struct call *call, struct tensor_key key, uint64_t bytes, void *stream)
{
    const struct device *device = find_device(call, key);
    if (device == NULL)
        return NULL;
    tl_tensor *tensor = pool_take(call, &call->manager->pool, key, stream, true);
    if (tensor != NULL)
        tensor = away_wake(call, tensor);
    if (tensor != NULL)
        return tensor;
    struct residence residence = {
        .device = device, .stream = stream, .ordinal = key.ordinal, .uses = 1, .few[0].stream = stream};
    return make(call, key, bytes, &residence);
}

/* One that was taken out of the pool and cannot be used. */
static void end_taken(struct call *call, tl_tensor *tensor)
{
    const uint32_t index = objects_find(&call->manager->objects, tensor);
    if (index == 0 || object_at(&call->manager->objects, index)->state != OBJECT_LIVE) {
        reclaim_later(call, (struct action){.what = ACTION_DESTROY_OWN, .pointer = tensor});
        return;
    }
    reclaim_end_tensor(call, index);
}

tl_tensor *away_wake(struct call *call, tl_tensor *tensor)
{
    struct device_failure failure;
    if (!tensor_block_is_own(tensor) || !tensor_is_away(tensor))
        return tensor;
    call_pause();
    const bool awake = residence_wake(tensor_residence(tensor), &failure);
    call_resume(call);
    if (awake)
        return tensor;
    diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_DEVICE_ERROR, .pointer = tensor},
             "the stream cannot wait for those that used the pooled tensor, which is destroyed: %s", failure.text);
    end_taken(call, tensor);
    return NULL;
}

bool away_rest(struct call *call, const tl_tensor *tensor)
{
    struct device_failure failure;
    const bool rests = residence_rest(tensor_residence(tensor), &failure);
    if (!rests)
        tell_refusal(call, tensor, "a stream that uses it cannot be asked how far it is, so that it is not pooled",
                     &failure);
    return rests;
}

void away_release(struct call *call, struct residence *left)
{
    struct device_failure failure;
    if (!residence_release(left, &failure))
        tell_refusal(call, left->data, "a tensor's memory cannot be freed", &failure);
}
