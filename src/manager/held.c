/* SPDX-License-Identifier: MIT */
#include "manager/held.h"

#include <stdlib.h>

#include "heap/peek.h"
#include "manager/tensor.h"
#include "manager/vector.h"
#include "manager/watch_rule.h"

bool held_by_global_scope(const struct object *object)
{
    return scopes_newest_depth(&global_manager.scopes, object) == 1 && object->count == object->records;
}

/* Its elements are not leaks: it lasts as long as the program by design. */
static bool is_root(const struct object *vector)
{
    return vector->kept || held_by_global_scope(vector);
}

/* Calls `visit` for each element of the vector that has a live object. */
static void each_element(uint32_t vector, void (*visit)(uint32_t vector, uint32_t element, void *context),
                         void *context)
{
    const struct objects *objects = &global_manager.objects;
    tl_vec vec;
    void *element;
    if (!vector_read(object_at(objects, vector), &vec))
        return;
    for (int64_t i = 0; i < vec.len && peek(&element, vec.data + i, sizeof element); i++) {
        const uint32_t index = element != NULL ? objects_find(objects, element) : 0;
        if (index != 0 && object_at(objects, index)->state == OBJECT_LIVE)
            visit(vector, index, context);
    }
}

/* Calls `visit` for each live vector. */
static void each_vector(void (*visit)(uint32_t vector, void *context), void *context)
{
    const struct objects *objects = &global_manager.objects;
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state == OBJECT_LIVE && is_kind(object, TL_KIND_VECTOR))
            visit(index, context);
    }
}

/* After held_find. */
static bool lasts(const struct object *vector)
{
    return is_root(vector) || (vector->held != 0 && vector->records == 0 && vector->count == vector->held);
}

/* Whoever reads the trace cannot judge a vector that it does not tell of: 0 stands for one that is lost. */
static void tell_element(uint32_t vector, uint32_t element, void *context)
{
    const struct object *holder = object_at(&global_manager.objects, vector);
    const struct object *object = object_at(&global_manager.objects, element);
    const bool lost = watch_untold(holder) && !lasts(holder);
    (void)context;
    if (!watch_untold(object))
        hook(vector_holds, .vector = lost ? 0 : (uint32_t)holder->number, .object = (uint32_t)object->number);
}

static void tell_vector(uint32_t vector, void *context)
{
    each_element(vector, tell_element, context);
}

/* The addresses of all that lasts by design, not hidden. */
static struct array shown;

static void show(void *address)
{
    if (array_reserve(&shown, 1, sizeof address))
        ((void **)shown.items)[shown.count++] = address;
}

void held_show(void)
{
    const struct objects *objects = &global_manager.objects;
    uint32_t place = 0;
    array_free(&shown, sizeof(void *)); /* what it showed last may have died */
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->state == OBJECT_LIVE && is_root(object))
            show(object_address(object));
    }
}

static void show_all(void)
{
    lock_take(&runtime.lock);
    held_show();
    pool_show(&global_manager, true);
    lock_give(&runtime.lock);
}

void held_show_at_exit(void)
{
    static bool promised;
    if (checker.sanitizer && !promised)
        promised = atexit(show_all) == 0;
}

static void queue_vector(struct array *queue, uint32_t vector)
{
    if (array_reserve(queue, 1, sizeof vector))
        ((uint32_t *)queue->items)[queue->count++] = vector;
}

static void queue_if_global(uint32_t vector, void *queue)
{
    if (is_root(object_at(&global_manager.objects, vector)))
        queue_vector(queue, vector);
}

/* An element that is a vector is looked into once its last reference is explained. */
static void hold_element(uint32_t vector, uint32_t element, void *queue)
{
    struct object *object = object_at(&global_manager.objects, element);
    (void)vector;
    if (object->held == UINT16_MAX)
        return;
    object->held++;
    if (is_kind(object, TL_KIND_VECTOR) && object->records == 0 && object->count == object->held)
        queue_vector(queue, element);
}

static void forget_held(void)
{
    const struct objects *objects = &global_manager.objects;
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place))
        object_at(objects, index)->held = 0;
}

void held_find(void)
{
    struct array queue = {0};
    forget_held();
    each_vector(queue_if_global, &queue);
    for (uint32_t i = 0; i < queue.count; i++)
        each_element(((const uint32_t *)queue.items)[i], hold_element, &queue);
    array_free(&queue, sizeof(uint32_t));
}

void held_tell(void)
{
    if (!trace_records(TL_EVENT_vector_holds))
        return;
    if (watch_some)
        held_find();
    each_vector(tell_vector, NULL);
}
