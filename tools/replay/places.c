/* SPDX-License-Identifier: MIT */
#include "places.h"

#include <search.h>
#include <stdlib.h>

#include "memory.h"

static int compare_addresses(const void *left, const void *right)
{
    const uint64_t a = ((const struct place *)left)->address;
    const uint64_t b = ((const struct place *)right)->address;
    return (a > b) - (a < b);
}

struct place *place_at(struct places *places, uint64_t address)
{
    const struct place wanted = {.address = address};
    if (address == 0) {
        return NULL;
    }
    struct place **found = tfind(&wanted, &places->by_address, compare_addresses);
    if (found != NULL) {
        return *found;
    }
    struct place *place = memory_new(sizeof *place);
    place->address = address;
    place->number = ++places->count;
    tsearch(place, &places->by_address, compare_addresses);
    return place;
}

struct place *place_of(const struct places *places, uint32_t object)
{
    return object != 0 ? idmap_find(&places->by_object, object) : NULL;
}

bool place_move(struct places *places, struct place *place, uint64_t address)
{
    if (tfind(&(struct place){.address = address}, &places->by_address, compare_addresses) != NULL) {
        return false;
    }
    tdelete(place, &places->by_address, compare_addresses);
    place->address = address;
    tsearch(place, &places->by_address, compare_addresses);
    return true;
}

void place_describe(struct place *place, const struct facts *facts)
{
    place->facts = *facts;
}

void place_give(struct places *places, struct place *place, uint32_t object, const struct facts *facts)
{
    struct place *before = place_of(places, object);
    idmap_remove(&places->by_object, place->object);
    if (before != NULL && before != place) { /* only in a damaged trace is an object in two places */
        before->object = 0;
        idmap_remove(&places->by_object, object);
    }
    place->object = object;
    place_describe(place, facts);
    place->alive = true;
    place->early = false;
    place->handed = 0;
    if (object != 0) {
        idmap_put(&places->by_object, object, place);
    }
}

void places_free(struct places *places)
{
    tdestroy(places->by_address, free);
    idmap_free(&places->by_object);
    *places = (struct places){0};
}
