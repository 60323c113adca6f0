/* SPDX-License-Identifier: MIT */
/* The exported calls on tensors that are on a device: what is queued there, and copies. */
#include <string.h>

#include "device/plugin.h"
#include "manager/call.h"
#include "manager/diagnose.h"
#include "manager/tensor_block.h"
#include "manager/watch_rule.h"

static void note_use(struct call *call, tl_tensor *tensor, void *stream)
{
    struct residence *residence = tensor_residence(tensor);
    call->object = residence->object;
    if (!watch_some || residence->object != 0)
        hook(object_stream, .object = residence->object, .stream = (uint64_t)(uintptr_t)stream, .site = call->site);
    if (residence->resting)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_ACQUIRE_FREED, .pointer = tensor},
                 "it is in the pool: whoever takes it out does not wait for what the stream does to it");
    else if (!residence_use(residence, stream))
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = tensor},
                 "no memory to note one stream more: nobody will wait for it");
}

void tlscope_tensor_use(tl_tensor *tensor, void *stream)
{
    struct call call;
    if (tensor == NULL)
        return;
    call_begin(&call, &global_manager, TL_EVENT_object_stream, CALLER);
    call.pointer = tensor;
    if (!tensor_block_is_own(tensor))
        diagnose(&call, (struct misuse){.code = TL_DIAGNOSTIC_TENSOR_UNDESCRIBED, .pointer = tensor},
                 "the runtime did not make it, or has destroyed it: who uses it is not noted");
    else if (tensor_is_away(tensor))
        note_use(&call, tensor, stream);
    call_end(&call);
}

/* What of a tensor is copied. */
struct part {
    const tl_tensor *tensor;
    size_t offset, bytes;
};

static bool is_within(const struct part *part)
{
    return part->offset <= part->tensor->bytes && part->bytes <= part->tensor->bytes - part->offset;
}

/* Always false. */
static bool refuse(const struct part *part, const struct device_failure *failure, struct caller caller)
{
    const char *gone = devices_gone();
    struct call call;
    call_begin(&call, &global_manager, TL_EVENT_object_device, caller);
    struct misuse misuse = {.code = TL_DIAGNOSTIC_TENSOR_RANGE, .pointer = part->tensor};
    if (!is_within(part)) {
        diagnose(&call, misuse, "%zu bytes from byte %zu on, of %llu: nothing is copied", part->bytes, part->offset,
                 (unsigned long long)part->tensor->bytes);
    } else {
        misuse.code = gone != NULL ? TL_DIAGNOSTIC_DEVICE_UNAVAILABLE : TL_DIAGNOSTIC_DEVICE_ERROR;
        diagnose(&call, misuse, "%s", gone != NULL ? gone : failure->text);
    }
    call_end(&call);
    return false;
}

static struct device_queue queue_of(const struct residence *residence)
{
    return (struct device_queue){.stream = residence->stream, .ordinal = residence->ordinal};
}

bool tlscope_tensor_write(tl_tensor *tensor, size_t offset, const void *from, size_t bytes)
{
    const struct part part = {tensor, offset, bytes};
    struct device_failure failure;
    if (!is_within(&part))
        return refuse(&part, NULL, CALLER);
    char *data = tlscope_tensor_data(tensor);
    if (!tensor_is_away(tensor)) {
        memcpy(data + offset, from, bytes);
        return true;
    }
    const struct residence *residence = tensor_residence(tensor);
    return (devices_gone() == NULL &&
            residence->device->write(queue_of(residence), data + offset, from, bytes, &failure)) ||
           refuse(&part, &failure, CALLER);
}

bool tlscope_tensor_read(const tl_tensor *tensor, size_t offset, void *to, size_t bytes)
{
    const struct part part = {tensor, offset, bytes};
    struct device_failure failure;
    if (!is_within(&part))
        return refuse(&part, NULL, CALLER);
    const char *data = tlscope_tensor_data(tensor);
    if (!tensor_is_away(tensor)) {
        memcpy(to, data + offset, bytes);
        return true;
    }
    const struct residence *residence = tensor_residence(tensor);
    return (devices_gone() == NULL &&
            residence->device->read(queue_of(residence), data + offset, to, bytes, &failure)) ||
           refuse(&part, &failure, CALLER);
}

uint8_t tlscope_tensor_ordinal(const tl_tensor *tensor)
{
    return tensor_is_away(tensor) ? tensor_residence(tensor)->ordinal : 0;
}

void *tlscope_tensor_stream(const tl_tensor *tensor)
{
    return tensor_is_away(tensor) ? tensor_residence(tensor)->stream : NULL;
}
