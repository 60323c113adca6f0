/* SPDX-License-Identifier: MIT */
#include "objects.h"

struct object *objects_find_old(const struct objects *objects, uint32_t number)
{
    return number == 0 || number > objects->newest ? NULL : idmap_find(&objects->old, number);
}

void objects_put(struct objects *objects, struct object *object)
{
    struct object **place = &objects->young[object->number % OBJECTS_YOUNG];
    if (*place) {
        idmap_put(&objects->old, (*place)->number, *place);
    }
    *place = object;
    objects->count++;
    objects->newest = object->number > objects->newest ? object->number : objects->newest;
}

void objects_remove(struct objects *objects, const struct object *object)
{
    struct object **place = &objects->young[object->number % OBJECTS_YOUNG];
    objects->count--;
    if (*place == object) {
        *place = NULL;
    } else {
        idmap_remove(&objects->old, object->number);
    }
}

struct object *objects_next(const struct objects *objects, size_t *place)
{
    for (; *place < OBJECTS_YOUNG + objects->old.size; ++*place) {
        struct object *object =
            *place < OBJECTS_YOUNG ? objects->young[*place] : objects->old.slots[*place - OBJECTS_YOUNG].value;
        if (object) {
            ++*place;
            return object;
        }
    }
    return NULL;
}

void objects_free(struct objects *objects)
{
    idmap_free(&objects->old);
}
