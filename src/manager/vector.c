/* SPDX-License-Identifier: MIT */
#include "manager/vector.h"

#include "heap/classify.h"
#include "heap/peek.h"
#include "manager/diagnose.h"
#include "manager/reclaim.h"
#include "manager/watch_rule.h"

enum { CHUNK = 256, CAP_MOST_BITS = 44, LEVELS_LOOKED_AT = 1000 };

/* Both are empty between calls. The vector whose elements are being released is `current`, 0 for none. */
static struct {
    struct array waiting; /* of uint32_t: elements not yet released */
    struct array emptied; /* of uint32_t: to be freed at the end, so that a vector among its own elements is seen */
    uint32_t current;
} vectors;

static bool push(struct array *list, uint32_t index)
{
    if (!array_reserve(list, 1, sizeof index))
        return false;
    ((uint32_t *)list->items)[list->count++] = index;
    return true;
}

static uint32_t pop(struct array *list)
{
    const uint32_t index = ((const uint32_t *)list->items)[--list->count];
    array_shrink(list, sizeof index);
    return index;
}

enum tl_fate vector_reclaim(struct call *call, uint32_t index)
{
    struct object *object = object_at(&call->manager->objects, index);
    if (object->owner != TL_OWNER_HEAP)
        return reclaim_block(call, index);
    if (!array_reserve(&vectors.emptied, vectors.waiting.count + 1, sizeof index) || !push(&vectors.waiting, index)) {
        diagnose(
            call,
            (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY, .pointer = object_address(object), .object = object},
            "no memory to release the vector's elements: they keep their references");
        return reclaim_block(call, index);
    }
    object->state = OBJECT_FREEING;
    object->within = vectors.current;
    call->vectors = call->unfinished = true;
    return TL_FATE_FREED;
}

/* Is vector `index` the one in hand, or one that it is an element of, at any depth within reason? */
static bool is_around(const struct objects *objects, uint32_t index)
{
    uint32_t outer = vectors.current;
    for (int level = 0; outer != 0 && outer != index && level < LEVELS_LOOKED_AT; level++)
        outer = object_at(objects, outer)->within;
    return outer == index;
}

/* When an element that a call before this one freed got lost, as far as the heap tells; NULL when its address is most
 * likely another block's. Nobody registers plain data: it is new where the vector came after the death, since then it
 * was put in after that. */
static const char *freed_earlier(const struct object *element, const struct object *vector)
{
    const bool of_heap = element->owner == TL_OWNER_HEAP || element->owner == TL_OWNER_RUNTIME;
    if (element->state == OBJECT_QUARANTINED)
        return "before";
    if (!of_heap && element->owner != TL_OWNER_HOST)
        return NULL; /* nobody freed it */
    if (of_heap && heap_classify(object_address(element)).class != ADDRESS_BLOCK)
        return "before";
    if ((of_heap && heap_is_certain()) || (uint32_t)vector->number > element->born_until)
        return NULL;
    return "before (or the address is a new block's that nobody registered)";
}

/* When the last reference of an element that is no longer alive was given back; NULL when it is not known to be gone.
 * The buffers of vectors have no number, and were never counted. */
static const char *freed_when(const struct object *element, const struct object *vector)
{
    if (element->number == 0)
        return NULL;
    if (element->state == OBJECT_POOLED)
        return "before, and it went into the pool";
    if (element->state == OBJECT_FREEING || element->freed_call == runtime.calls)
        return "in this call already";
    return freed_earlier(element, vector);
}

static void tell_freed(struct call *call, const struct object *element)
{
    const struct object *vector = object_at(&call->manager->objects, vectors.current);
    const char *when = freed_when(element, vector);
    if (when != NULL)
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_RELEASE_FREED,
                                 .pointer = object_address(element),
                                 .object = element,
                                 .other_site = element->state == OBJECT_FREEING ? call->site : element->site},
                 "vector %p (object %llu) held it without a reference: its count reached 0 %s", object_address(vector),
                 (unsigned long long)vector->number, when);
}

/* An element that is dead, or a vector about to die. */
static void tell_dead(struct call *call, uint32_t index)
{
    const struct objects *objects = &call->manager->objects;
    const struct object *object = object_at(objects, index);
    if (object->state == OBJECT_FREEING && is_around(objects, index))
        diagnose(
            call,
            (struct misuse){.code = TL_DIAGNOSTIC_VECTOR_CYCLE, .pointer = object_address(object), .object = object},
            index == vectors.current ? "it is its own element" : "it is an element of one of its own elements");
    else
        tell_freed(call, object);
}

static void release_element(struct call *call, void *element)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t index = objects_find(objects, element);
    const struct object *object = index != 0 ? object_at(objects, index) : NULL;
    enum tl_fate fate = TL_FATE_UNKNOWN;
    if (object != NULL && object->state != OBJECT_LIVE)
        tell_dead(call, index);
    const uint32_t number = object != NULL ? (uint32_t)object->number : 0;
    const bool untold = watch_untold(object);
    uint32_t count = 0;
    if (object != NULL && object->state == OBJECT_LIVE && object->count > 0) {
        count = object->count - 1;
        fate = manager_drop_reference(call, index);
    }
    if (!untold)
        hook(element_release, .pointer = (uint64_t)(uintptr_t)element, .object = number, .count = count_field(count),
             .fate = (uint8_t)fate);
}

static void bad_header(struct call *call, uint32_t index, const tl_vec *vec, const char *why)
{
    const struct object *object = object_at(&call->manager->objects, index);
    diagnose(call,
             (struct misuse){.code = TL_DIAGNOSTIC_VECTOR_HEADER,
                             .pointer = object_address(object),
                             .object = object,
                             .other_site = object->site},
             "%s (data %p, cap %lld, len %lld); no element is released, its buffer is not freed", why,
             (void *)vec->data, (long long)vec->cap, (long long)vec->len);
}

/* Why the header cannot be believed; NULL when it can. `data`: what its buffer is. */
static const char *header_fault(const tl_vec *vec, const struct block *data)
{
    if (vec->len < 0 || vec->cap < 0)
        return "negative len or cap";
    if (vec->len > vec->cap)
        return "len above cap";
    if (vec->cap >> CAP_MOST_BITS != 0)
        return "absurd cap";
    if (vec->data == NULL)
        return vec->len > 0 ? "no data but len above 0" : NULL;
    if (vec->cap == 0) /* nothing was allocated: a dangling pointer is how some allocate nothing */
        return NULL;
    if (data->class != ADDRESS_BLOCK)
        return address_class_text(data->class);
    return data->bytes != 0 && data->bytes / sizeof(void *) < (size_t)vec->len ? "len beyond its buffer" : NULL;
}

bool vector_read(const struct object *object, tl_vec *vec)
{
    if (object->owner != TL_OWNER_HEAP || (object->bytes != 0 && object->bytes < sizeof *vec) ||
        !peek(vec, object_address(object), sizeof *vec))
        return false;
    const struct block data = heap_classify(vec->data);
    return header_fault(vec, &data) == NULL;
}

static bool release_elements(struct call *call, const tl_vec *vec)
{
    void *chunk[CHUNK];
    for (int64_t done = 0; done < vec->len; done += CHUNK) {
        const size_t count = vec->len - done < CHUNK ? (size_t)(vec->len - done) : CHUNK;
        if (!peek(chunk, vec->data + done, count * sizeof *chunk))
            return false;
        for (size_t i = 0; i < count; i++) {
            if (chunk[i] != NULL)
                release_element(call, chunk[i]);
        }
    }
    return true;
}

/* Frees a vector's buffer, and remembers that, so that another vector that shares it does not free it again. */
static void free_data(struct call *call, uint32_t vector, void *data)
{
    struct objects *objects = &call->manager->objects;
    const uint32_t index = objects_find(objects, data);
    const struct object *owner = index != 0 ? object_at(objects, index) : NULL;
    if (owner != NULL && (owner->state != OBJECT_DEAD || owner->freed_call == runtime.calls)) {
        const struct object *object = object_at(objects, vector);
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_VECTOR_HEADER,
                                 .pointer = object_address(object),
                                 .object = object,
                                 .other_site = object->site},
                 "its buffer %p is %s; it is not freed for this vector", data,
                 owner->state == OBJECT_LIVE ? "a registered object of its own" : "freed in this call already");
        return;
    }
    reclaim_free(call, data);
    const uint32_t freed = objects_add(objects, data);
    if (freed == 0)
        return;
    object_at(objects, freed)->state = OBJECT_DEAD;
    object_at(objects, freed)->owner = TL_OWNER_HEAP;
    object_at(objects, freed)->freed_call = runtime.calls;
    object_at(objects, freed)->site = call->site;
    objects_remember(objects, freed);
}

static void empty_vector(struct call *call, uint32_t index)
{
    tl_vec vec = {0};
    vectors.current = index;
    const uint64_t bytes = object_at(&call->manager->objects, index)->bytes;
    if (bytes != 0 && bytes < sizeof vec) {
        bad_header(call, index, &vec, "the container is too small for a vector");
        return;
    }
    if (!peek(&vec, object_address(object_at(&call->manager->objects, index)), sizeof vec)) {
        bad_header(call, index, &vec, "the container cannot be read");
        return;
    }
    const struct block data = heap_classify(vec.data);
    const char *fault = header_fault(&vec, &data);
    if (fault == NULL && !release_elements(call, &vec))
        fault = "its buffer cannot be read";
    if (fault != NULL)
        bad_header(call, index, &vec, fault);
    else if (vec.data != NULL && data.class == ADDRESS_BLOCK)
        free_data(call, index, vec.data);
}

void vectors_finish(struct call *call)
{
    while (vectors.waiting.count != 0) {
        const uint32_t index = pop(&vectors.waiting);
        ((uint32_t *)vectors.emptied.items)[vectors.emptied.count++] = index; /* its place was reserved */
        empty_vector(call, index);
    }
    vectors.current = 0;
    call->vectors = false;
    while (vectors.emptied.count != 0)
        reclaim_block(call, pop(&vectors.emptied));
}
