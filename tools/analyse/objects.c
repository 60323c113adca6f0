/* SPDX-License-Identifier: MIT */
#include "objects.h"

#include <stdlib.h>

#include "memory.h"

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

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

/* Beside its number, for which it would have to be fetched again and again. */
struct numbered {
    uint32_t number;
    struct object *object;
};

/* By one digit of the numbers; those that have the same one stay as they are. */
static void sort_by_digit(const struct numbered *from, struct numbered *to, size_t count, unsigned shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        starts[(from[i].number >> shift) % DIGITS + 1]++;
    }
    for (size_t digit = 1; digit <= DIGITS; digit++) {
        starts[digit] += starts[digit - 1];
    }
    for (size_t i = 0; i < count; i++) {
        to[starts[(from[i].number >> shift) % DIGITS]++] = from[i];
    }
}

struct object **objects_in_order(const struct objects *objects)
{
    struct object **order = memory_resize(NULL, objects->count + 1, sizeof(struct object *));
    struct numbered *sorted = memory_new((objects->count + 1) * sizeof(*sorted));
    struct numbered *other = memory_new((objects->count + 1) * sizeof(*other));
    size_t count = 0;
    size_t place = 0;
    for (struct object *object; (object = objects_next(objects, &place));) {
        sorted[count++] = (struct numbered){object->number, object};
    }
    for (unsigned shift = 0; shift < 32 && objects->newest >> shift != 0; shift += DIGIT_BITS) {
        sort_by_digit(sorted, other, count, shift);
        struct numbered *swapped = sorted;
        sorted = other;
        other = swapped;
    }
    for (size_t i = 0; i < count; i++) {
        order[i] = sorted[i].object;
    }
    free(sorted);
    free(other);
    return order;
}

void objects_free(struct objects *objects)
{
    idmap_free(&objects->old);
}
