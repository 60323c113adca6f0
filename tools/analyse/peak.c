/* SPDX-License-Identifier: MIT */
#include "peak.h"

#include <string.h>

static int by_bytes(const void *left, const void *right)
{
    const struct peak_place *a = *(struct peak_place *const *)left;
    const struct peak_place *b = *(struct peak_place *const *)right;
    if (a->bytes != b->bytes) {
        return a->bytes < b->bytes ? 1 : -1;
    }
    if (a->objects != b->objects) {
        return a->objects < b->objects ? 1 : -1;
    }
    if (a->key.place != b->key.place) {
        return a->key.place < b->key.place ? -1 : 1;
    }
    return a->key.kind != b->key.kind ? (a->key.kind < b->key.kind ? -1 : 1) : strcmp(a->key.name, b->key.name);
}

static void place_add(struct grouping *places, const struct account *account, const struct account_peak *peak,
                      const struct sites *sites)
{
    const struct peak_place_key key = {account->key.name, sites_place(sites, account->key.site), account->key.kind};
    if (peak->objects > 0) {
        struct peak_place *place = grouping_entry(places, &key);
        place->objects += peak->objects;
        place->bytes += peak->bytes;
    }
}

struct grouping peak_places(const struct accounts *accounts, const struct sites *sites)
{
    struct grouping places = GROUPING_OF(struct peak_place);
    for (size_t i = 0; i < accounts->list.count; i++) {
        const struct account *account = accounts->list.entries[i];
        place_add(&places, account, &account->peak, sites);
    }
    grouping_sort(&places, by_bytes);
    return places;
}

struct grouping peak_places_on(const struct accounts *accounts, const struct sites *sites, uint32_t device)
{
    struct grouping places = GROUPING_OF(struct peak_place);
    for (size_t i = 0; i < accounts->list.count; i++) {
        const struct account *account = accounts->list.entries[i];
        if (account->key.device == device) {
            place_add(&places, account, &account->device_peak, sites);
        }
    }
    grouping_sort(&places, by_bytes);
    return places;
}
