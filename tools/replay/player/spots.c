/* SPDX-License-Identifier: MIT */
#include "spots.h"

#include <search.h>
#include <stdlib.h>

static int compare_spots(const void *left, const void *right)
{
    const uintptr_t a = ((const struct spot *)left)->hidden;
    const uintptr_t b = ((const struct spot *)right)->hidden;
    return (a > b) - (a < b);
}

static void leave_spot(void *spot)
{
    (void)spot;
}

bool spots_init(struct spots *spots, uint32_t places)
{
    *spots = (struct spots){.by_place = calloc((size_t)places + 1, sizeof(struct spot)), .places = places};
    return spots->by_place != NULL;
}

void spots_free(struct spots *spots)
{
    tdestroy(spots->by_address, leave_spot);
    free(spots->by_place);
}

struct spot *spots_at(const struct spots *spots, uint32_t place)
{
    return &spots->by_place[place <= spots->places ? place : 0];
}

struct spot *spots_find(const struct spots *spots, const void *address)
{
    const struct spot wanted = {.hidden = ~(uintptr_t)address};
    struct spot **found = tfind(&wanted, &spots->by_address, compare_spots);
    return found != NULL ? *found : NULL;
}

void spots_put(struct spots *spots, struct spot *spot, void *address)
{
    if (spot->hidden != 0 && spots_find(spots, (void *)~spot->hidden) == spot) {
        tdelete(spot, &spots->by_address, compare_spots);
    }
    spot->hidden = ~(uintptr_t)address;
    struct spot **found = tsearch(spot, &spots->by_address, compare_spots);
    if (found != NULL) {
        *found = spot;
    }
}
