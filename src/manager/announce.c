/* SPDX-License-Identifier: MIT */
#include "manager/announce.h"

#include <string.h>

#include "manager/tensor_block.h"
#include "manager/watch_rule.h"

/* What an `origin` event tells. No padding: compared as bytes. */
struct origin {
    uint64_t elements;
    uint64_t bytes;
    uint32_t site;
    uint32_t name;
    uint8_t kind, owner, dtype, device;
    uint32_t told; /* 1: this slot has been told */
};

/* The slots as the reader has them: a slot that is needed for other facts is simply told anew. */
static struct origin origins[TL_ORIGIN_SLOTS];

static uint64_t hash_of(const struct origin *origin)
{
    const uint64_t facts =
        (uint64_t)origin->kind << 24 | (uint64_t)origin->owner << 16 | (uint64_t)origin->dtype << 8 | origin->device;
    uint64_t hash = origin->elements * UINT64_C(0x9E3779B97F4A7C15) ^ origin->bytes;
    hash = (hash ^ hash >> 32 ^ ((uint64_t)origin->name << 32 | origin->site)) * UINT64_C(0xBF58476D1CE4E5B9);
    return (hash ^ hash >> 29 ^ facts) * UINT64_C(0x94D049BB133111EB);
}

APART static uint16_t origin_slot(const struct object *object)
{
    struct origin origin;
    memset(&origin, 0, sizeof origin);
    origin.elements = is_kind(object, TL_KIND_TENSOR) ? object->elements : 0;
    origin.bytes = object->bytes;
    origin.site = object->site;
    origin.name = object->name;
    origin.kind = object->kind;
    origin.owner = object->owner;
    origin.dtype = object->dtype;
    origin.device = object->device;
    origin.told = 1;
    const uint16_t slot = (uint16_t)(hash_of(&origin) >> 52) % TL_ORIGIN_SLOTS;
    if (memcmp(&origins[slot], &origin, sizeof origin) == 0)
        return slot;
    origins[slot] = origin;
    hook(origin, .origin = slot, .kind = origin.kind, .owner = origin.owner, .dtype = origin.dtype,
         .device = origin.device, .elements = origin.elements, .bytes = origin.bytes, .site = origin.site,
         .name = name_text(&runtime.names, origin.name));
    return slot;
}

/* A pooled one may not be looked into, nor one that another manager or pool has destroyed. */
APART static void tell_residence(const struct object *object)
{
    if (object->owner != TL_OWNER_RUNTIME || object->state != OBJECT_LIVE ||
        !tensor_block_is_own(object_address(object)))
        return;
    const struct residence *residence = tensor_residence(object_address(object));
    hook(object_device, .object = (uint32_t)object->number, .ordinal = residence->ordinal,
         .stream = (uint64_t)(uintptr_t)residence->stream, .data = (uint64_t)(uintptr_t)residence->data);
}

static void tell_device(const struct object *object)
{
    if (object->device != TL_DEVICE_CPU)
        tell_residence(object);
}

void announce_object(const struct object *object)
{
    if (watch_untold(object))
        return;
    if (trace_records(TL_EVENT_object_new))
        hook(object_new, .object = (uint32_t)object->number, .pointer = (uint64_t)(uintptr_t)object_address(object),
             .origin = origin_slot(object));
    tell_device(object);
}

void announce_birth(const struct call *call, struct object *object)
{
    object->unwatched = watch_leaves_out(call, object);
    announce_object(object);
}

void announce_reuse(const struct object *object, uint64_t pooled)
{
    if (trace_records(TL_EVENT_object_reuse))
        hook(object_reuse, .object = (uint32_t)object->number, .pooled = (uint32_t)pooled,
             .origin = origin_slot(object));
    tell_device(object);
}

void announce_forget(void)
{
    memset(origins, 0, sizeof origins);
}
