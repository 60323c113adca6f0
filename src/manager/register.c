/* SPDX-License-Identifier: MIT */
/* Registration: records, kinds, and what a pointer turns out to be when it is first seen. */
#include "heap/classify.h"
#include "hook/dhat.h"
#include "manager/announce.h"
#include "manager/call.h"
#include "manager/diagnose.h"
#include "manager/held.h"
#include "manager/population.h"
#include "manager/reclaim.h"
#include "manager/references.h"
#include "manager/tensor.h"
#include "manager/watch_rule.h"

/* What is known of a pointer before it has an object. */
struct facts {
    uint8_t owner;
    tlscope_tensor_description tensor;
    enum address_class class;
    size_t bytes; /* of a block, and its serial, as in heap/classify.h */
    unsigned long serial;
};

/* The object of `pointer` if it is alive; 0 else. */
static uint32_t find_live(struct call *call, const void *pointer)
{
    const uint32_t index = objects_find(&call->manager->objects, pointer);
    return index != 0 && object_at(&call->manager->objects, index)->state == OBJECT_LIVE ? index : 0;
}

/* Gives the lock back meanwhile. */
APART static struct facts ask_host(struct call *call, void *pointer, enum tl_kind kind)
{
    struct facts facts = {.owner = TL_OWNER_FOREIGN};
    const tlscope_host host = runtime.host;
    call_pause();
    if (kind == TL_KIND_TENSOR && host.describe != NULL && host.describe(host.context, pointer, &facts.tensor))
        facts.owner = TL_OWNER_HOST;
    else if (host.is_arena != NULL && host.is_arena(host.context, pointer))
        facts.owner = TL_OWNER_ARENA;
    call_resume(call);
    return facts;
}

static struct facts find_facts(struct call *call, void *pointer, enum tl_kind kind)
{
    struct facts facts = {.owner = TL_OWNER_FOREIGN};
    if (runtime.has_host)
        facts = ask_host(call, pointer, kind);
    if (facts.owner != TL_OWNER_FOREIGN || kind == TL_KIND_TENSOR)
        return facts;
    const struct block block = heap_classify(pointer);
    facts.owner = block.class == ADDRESS_BLOCK ? TL_OWNER_HEAP : TL_OWNER_FOREIGN;
    facts.class = block.class;
    facts.bytes = block.bytes;
    facts.serial = block.serial;
    return facts;
}

/* Tells what speaks against a first registration; false when it must not be made at all. `before` is the object last
 * seen at the pointer, 0 for none. */
static bool may_register(struct call *call, const void *pointer, uint32_t before, enum tl_kind kind,
                         const struct facts *facts)
{
    const struct object *dead = before != 0 ? object_as_it_is(&call->manager->objects, before) : NULL;
    const bool known_freed = dead != NULL && (dead->state == OBJECT_POOLED || dead->state == OBJECT_QUARANTINED ||
                                              dead->state == OBJECT_FREEING || facts->class == ADDRESS_FREED ||
                                              (dead->owner == TL_OWNER_RUNTIME && facts->owner == TL_OWNER_FOREIGN));
    if (known_freed) {
        diagnose(
            call,
            (struct misuse){
                .code = TL_DIAGNOSTIC_REGISTER_FREED, .pointer = pointer, .object = dead, .other_site = dead->site},
            dead->state == OBJECT_POOLED ? "it is in the pool; not registered"
                                         : "its memory has not been allocated again; not registered");
        return false;
    }
    if (facts->owner != TL_OWNER_FOREIGN)
        return true;
    if (kind == TL_KIND_TENSOR)
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_TENSOR_UNDESCRIBED, .pointer = pointer},
                 "made by neither the runtime nor a host that describes it");
    else
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_NOT_HEAP_BLOCK, .pointer = pointer},
                 "it is %s; counted, never freed", address_class_text(facts->class));
    return true;
}

static void set_facts(struct call *call, struct object *object, enum tl_kind kind, const struct facts *facts,
                      const char *name)
{
    object->kind = (uint8_t)kind;
    object->owner = facts->owner;
    object->name = names_intern(&runtime.names, name);
    object->site = call->site;
    if (facts->owner == TL_OWNER_HOST) {
        object->dtype = facts->tensor.dtype;
        object->device = facts->tensor.device;
        object->elements = facts->tensor.elements;
        object->bytes = facts->tensor.bytes;
    } else {
        object->serial = facts->serial;
        object->bytes = facts->bytes;
    }
}

/* An object for a pointer seen for the first time, or again after the death of `latest`; 0 when it may not be
 * registered. */
static uint32_t add_object(struct call *call, void *pointer, uint32_t latest, enum tl_kind kind, const char *name)
{
    const struct facts facts = find_facts(call, pointer, kind);
    if (runtime.has_host) /* while it was asked, another thread may have registered it */
        latest = objects_find(&call->manager->objects, pointer);
    if (latest != 0 && object_as_it_is(&call->manager->objects, latest)->state == OBJECT_LIVE)
        return latest;
    if (!may_register(call, pointer, latest, kind, &facts))
        return 0;
    const uint32_t index = objects_add_after(&call->manager->objects, latest, pointer);
    if (index == 0) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = pointer},
                 "no memory for its entry: not registered");
        return 0;
    }
    struct object *object = object_as_it_is(&call->manager->objects, index);
    object->number = ++runtime.last_object;
    set_facts(call, object, kind, &facts, name);
    announce_birth(call, object);
    population_begin(object);
    dhat_count(object->bytes);
    return index;
}

/* Fixes the kind of an entry that acquire made, at its first registration; 0 when it has died meanwhile. */
APART static uint32_t adopt_unknown(struct call *call, uint32_t index, enum tl_kind kind, const char *name)
{
    struct object *object = object_at(&call->manager->objects, index);
    void *pointer = object_address(object);
    const struct facts facts = find_facts(call, pointer, kind);
    index = find_live(call, pointer);
    object = index != 0 ? object_at(&call->manager->objects, index) : NULL;
    if (object == NULL || !is_kind(object, TL_KIND_UNKNOWN))
        return index;
    may_register(call, pointer, 0, kind, &facts); /* it is no dead one */
    population_undo(object);
    call->manager->objects.claims++;
    set_facts(call, object, kind, &facts, name);
    announce_object(object);
    population_begin(object);
    dhat_count(object->bytes);
    return index;
}

static bool check_existing(struct call *call, const struct object *object, enum tl_kind kind)
{
    const struct misuse mismatch = {.code = TL_DIAGNOSTIC_KIND_MISMATCH,
                                    .pointer = object_address(object),
                                    .object = object,
                                    .other_site = object->site};
    if (!is_kind(object, kind))
        diagnose(call, mismatch, "registered as a %s; it stays a %s", kind_text(kind), kind_text(object->kind));
    if (object->count != UINT32_MAX)
        return true;
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_COUNT_OVERFLOW, .pointer = object_address(object), .object = object},
             "the count stays; not registered");
    return false;
}

struct registered manager_register(struct call *call, void *pointer, enum tl_kind kind, const char *name)
{
    struct objects *objects = &call->manager->objects;
    if (pointer == NULL)
        return (struct registered){.outcome = TL_REGISTER_IGNORED};
    uint32_t index = objects_find(objects, pointer);
    bool alive = index != 0 && object_as_it_is(objects, index)->state == OBJECT_LIVE;
    if (alive && reclaim_if_replaced(call, index)) { /* the pointer is a new block's */
        index = objects_find(objects, pointer);
        alive = false;
    }
    if (!alive)
        index = add_object(call, pointer, index, kind, name);
    else if (is_kind(object_as_it_is(objects, index), TL_KIND_UNKNOWN))
        index = adopt_unknown(call, index, kind, name);
    struct object *object = index != 0 ? object_as_it_is(objects, index) : NULL;
    if (object == NULL || !check_existing(call, object, kind))
        return (struct registered){.outcome = TL_REGISTER_REFUSED};
    if (!scopes_add_record(&call->manager->scopes, index)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = pointer, .object = object},
                 "no memory for its record: not registered");
        return (struct registered){.outcome = TL_REGISTER_REFUSED};
    }
    if (checker.sanitizer && scopes_depth(&call->manager->scopes) == 1)
        held_show_at_exit();
    const enum tl_register outcome = reference_listed(objects, object);
    return (struct registered){
        .outcome = outcome, .untold = watch_untold(object), .object = (uint32_t)object->number, .count = object->count};
}

struct registered manager_register_inferred(struct call *call, void *pointer)
{
    const struct registered ignored = {.outcome = TL_REGISTER_IGNORED};
    if (pointer == NULL)
        return ignored;
    const uint32_t index = find_live(call, pointer);
    if (index != 0) {
        const enum tl_kind kind = object_at(&call->manager->objects, index)->kind;
        return kind == TL_KIND_UNKNOWN ? ignored : manager_register(call, pointer, kind, NULL);
    }
    return manager_is_host_tensor(call, pointer) ? manager_register(call, pointer, TL_KIND_TENSOR, NULL) : ignored;
}

static enum tl_unregister take_record(struct call *call, struct object *object, uint32_t depth)
{
    const bool current = depth == scopes_depth(&call->manager->scopes);
    if (!current && runtime.options.unregister == UNREGISTER_CURRENT)
        return TL_UNREGISTER_OUTER;
    reference_moved(&call->manager->scopes, object, depth);
    return current ? TL_UNREGISTER_HIT : TL_UNREGISTER_WALKED;
}

void manager_unregister(struct call *call, const void *pointer)
{
    struct objects *objects = &call->manager->objects;
    enum tl_unregister outcome = pointer == NULL ? TL_UNREGISTER_IGNORED : TL_UNREGISTER_MISS;
    uint32_t number = 0;
    uint32_t scope = 0;
    struct key_map_slot *slot = pointer != NULL ? objects_slot(objects, pointer) : NULL;
    const uint32_t index = objects_in(objects, slot);
    struct object *object = index != 0 ? object_as_it_is(objects, index) : NULL;
    const uint32_t depth = object != NULL ? scopes_newest_depth(&call->manager->scopes, object) : 0;
    if (object != NULL)
        call->count = object->count;
    if (depth != 0) {
        call->object = number = (uint32_t)object->number;
        scope = (uint32_t)scope_at(&call->manager->scopes, depth)->number;
        outcome = take_record(call, object, depth);
    }
    const bool untold = watch_untold(depth != 0 ? object : NULL);
    if (untold)
        call->object = 0;
    if (depth != 0 && object->state != OBJECT_LIVE)
        objects_collect(objects, index);
    else if (depth != 0 && call_is_untold(call)) /* counts alone hold it from now on, mostly */
        objects_open_in(objects, slot);
    if (!untold)
        hook(unregister, .pointer = (uint64_t)(uintptr_t)pointer, .object = number, .scope = scope, .site = call->site,
             .outcome = (uint8_t)outcome);
}

bool manager_is_in_top_scope(struct call *call, const void *pointer)
{
    const struct scopes *scopes = &call->manager->scopes;
    const uint32_t index = objects_find(&call->manager->objects, pointer);
    return index != 0 && scopes_newest_depth(scopes, object_at(&call->manager->objects, index)) == scopes_depth(scopes);
}

bool manager_is_host_tensor(struct call *call, void *tensor)
{
    return runtime.has_host && find_facts(call, tensor, TL_KIND_TENSOR).owner == TL_OWNER_HOST;
}

bool manager_is_registered(struct call *call, const void *pointer)
{
    const uint32_t index = pointer == NULL ? 0 : find_live(call, pointer);
    const bool registered = index != 0 && object_at(&call->manager->objects, index)->records != 0;
    if (!watch_untold(index != 0 ? object_at(&call->manager->objects, index) : NULL))
        hook(is_registered, .pointer = (uint64_t)(uintptr_t)pointer, .site = call->site, .registered = registered);
    return registered;
}
