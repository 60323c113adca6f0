/* SPDX-License-Identifier: MIT */
#include "table/tensors.h"

struct entry {
    void *tensor;    /* not hidden: what the pool keeps is no leak */
    uint32_t older;  /* of the same key */
    uint32_t object; /* 0: none */
};

struct shelf {
    uint64_t key;
    uint32_t newest;
    uint32_t filled;
    uint32_t promised;
    uint32_t next, previous;
};

enum { ELEMENTS_BITS = 42, ORDINAL_BITS = 6 };

static bool fits(struct tensor_key key)
{
    return key.elements >> ELEMENTS_BITS == 0 && key.ordinal >> ORDINAL_BITS == 0;
}

static uint64_t pack(struct tensor_key key)
{
    return key.elements | (uint64_t)key.ordinal << ELEMENTS_BITS |
           (uint64_t)key.dtype << (ELEMENTS_BITS + ORDINAL_BITS) | (uint64_t)key.device << 56;
}

static struct entry *entry_at(const struct tensors *tensors, uint32_t index)
{
    return slab_item_of(&tensors->entries, index, sizeof(struct entry));
}

static struct shelf *shelf_at(const struct tensors *tensors, uint32_t index)
{
    return slab_item_of(&tensors->shelves, index, sizeof(struct shelf));
}

void tensors_init(struct tensors *tensors, uint64_t limit)
{
    slab_init(&tensors->entries, sizeof(struct entry));
    slab_init(&tensors->shelves, sizeof(struct shelf));
    key_map_init(&tensors->by_address, KEY_MAP_BLOCKS);
    key_map_init(&tensors->by_key, 0);
    tensors->first_shelf = tensors->recent = 0;
    tensors->limit = limit;
}

void tensors_free(struct tensors *tensors)
{
    key_map_free(&tensors->by_address);
    key_map_free(&tensors->by_key);
    slab_free(&tensors->entries);
    slab_free(&tensors->shelves);
}

void tensors_move(struct tensors *to, struct tensors *from)
{
    *to = *from;
    tensors_init(from, to->limit);
}

bool tensors_hold_alone(const struct tensors *tensors, const void *tensor)
{
    return tensors->by_address.count != 0 && key_map_find(&tensors->by_address, (uintptr_t)tensor) != 0;
}

APART static void drop(struct tensors *tensors, uint32_t index)
{
    const struct shelf *shelf = shelf_at(tensors, index);
    if (shelf->previous != 0)
        shelf_at(tensors, shelf->previous)->next = shelf->next;
    else
        tensors->first_shelf = shelf->next;
    if (shelf->next != 0)
        shelf_at(tensors, shelf->next)->previous = shelf->previous;
    key_map_remove(&tensors->by_key, shelf->key, index);
    slab_remove(&tensors->shelves, index);
}

static void drop_if_empty(struct tensors *tensors, uint32_t index)
{
    const struct shelf *shelf = shelf_at(tensors, index);
    if (index != tensors->recent && shelf->filled + shelf->promised == 0)
        drop(tensors, index);
}

static void make_recent(struct tensors *tensors, uint32_t index)
{
    const uint32_t before = tensors->recent;
    tensors->recent = index;
    if (before != 0)
        drop_if_empty(tensors, before);
}

/* The shelf of a key; 0 when it has none. */
static uint32_t find_shelf(struct tensors *tensors, uint64_t key)
{
    if (tensors->recent != 0 && shelf_at(tensors, tensors->recent)->key == key)
        return tensors->recent;
    const uint32_t index = key_map_find(&tensors->by_key, key);
    if (index != 0)
        make_recent(tensors, index);
    return index;
}

APART static uint32_t add_shelf(struct tensors *tensors, uint64_t key)
{
    const uint32_t index = slab_add(&tensors->shelves);
    if (index == 0)
        return 0;
    shelf_at(tensors, index)->key = key;
    if (!key_map_set(&tensors->by_key, key, index)) {
        slab_remove(&tensors->shelves, index);
        return 0;
    }
    shelf_at(tensors, index)->next = tensors->first_shelf;
    if (tensors->first_shelf != 0)
        shelf_at(tensors, tensors->first_shelf)->previous = index;
    tensors->first_shelf = index;
    make_recent(tensors, index);
    return index;
}

static uint32_t shelf_for(struct tensors *tensors, uint64_t key)
{
    const uint32_t index = find_shelf(tensors, key);
    return index != 0 ? index : add_shelf(tensors, key);
}

bool tensors_reserve(struct tensors *tensors, struct tensor_key key)
{
    const uint32_t index = fits(key) ? shelf_for(tensors, pack(key)) : 0;
    if (index == 0)
        return false;
    struct shelf *shelf = shelf_at(tensors, index);
    const bool room = shelf->filled + shelf->promised < tensors->limit;
    shelf->promised += room;
    drop_if_empty(tensors, index);
    return room;
}

void tensors_unreserve(struct tensors *tensors, struct tensor_key key)
{
    const uint32_t index = find_shelf(tensors, pack(key));
    shelf_at(tensors, index)->promised--;
    drop_if_empty(tensors, index);
}

bool tensors_put(struct tensors *tensors, struct tensor_key key, void *tensor, uint32_t object)
{
    const uint32_t index = slab_add(&tensors->entries);
    struct shelf *shelf = shelf_at(tensors, find_shelf(tensors, pack(key)));
    if (index != 0)
        *entry_at(tensors, index) = (struct entry){.tensor = tensor, .older = shelf->newest, .object = object};
    if (index == 0 || (object == 0 && !key_map_set(&tensors->by_address, (uintptr_t)tensor, index))) {
        if (index != 0)
            slab_remove(&tensors->entries, index);
        tensors_unreserve(tensors, key);
        return false;
    }
    shelf->newest = index;
    shelf->filled++;
    shelf->promised--;
    return true;
}

static void *take_from(struct tensors *tensors, uint32_t index, uint32_t *object)
{
    struct shelf *shelf = shelf_at(tensors, index);
    const uint32_t newest = shelf->newest;
    if (newest == 0)
        return NULL;
    const struct entry entry = *entry_at(tensors, newest);
    shelf->newest = entry.older;
    shelf->filled--;
    if (entry.object == 0)
        key_map_remove(&tensors->by_address, (uintptr_t)entry.tensor, newest);
    *object = entry.object;
    slab_remove(&tensors->entries, newest);
    drop_if_empty(tensors, index);
    return entry.tensor;
}

uint32_t tensors_newest(struct tensors *tensors, struct tensor_key key)
{
    const uint32_t index = fits(key) ? find_shelf(tensors, pack(key)) : 0;
    const uint32_t newest = index != 0 ? shelf_at(tensors, index)->newest : 0;
    return newest != 0 ? entry_at(tensors, newest)->object : 0;
}

void *tensors_take(struct tensors *tensors, struct tensor_key key, uint32_t *object)
{
    const uint32_t index = fits(key) ? find_shelf(tensors, pack(key)) : 0;
    return index == 0 ? NULL : take_from(tensors, index, object);
}

void *tensors_next(const struct tensors *tensors, struct tensors_place *place)
{
    place->entry = place->entry != 0 ? entry_at(tensors, place->entry)->older : 0;
    while (place->entry == 0) {
        const uint32_t shelf = place->shelf != 0 ? shelf_at(tensors, place->shelf)->next : tensors->first_shelf;
        if (shelf == 0)
            return NULL;
        place->shelf = shelf;
        place->entry = shelf_at(tensors, shelf)->newest;
    }
    return entry_at(tensors, place->entry)->tensor;
}

void *tensors_take_any(struct tensors *tensors)
{
    uint32_t object;
    for (uint32_t index = tensors->first_shelf; index != 0; index = shelf_at(tensors, index)->next) {
        if (shelf_at(tensors, index)->newest != 0)
            return take_from(tensors, index, &object);
    }
    return NULL;
}

void *tensors_take_of_device(struct tensors *tensors, uint8_t device, uint8_t ordinal)
{
    const struct tensor_key wanted = {.device = device, .ordinal = ordinal};
    const uint64_t dtype_and_elements = pack(
        (struct tensor_key){.elements = (UINT64_C(1) << ELEMENTS_BITS) - 1, .dtype = UINT8_MAX}); /* all bits of both */
    uint32_t object;
    for (uint32_t index = tensors->first_shelf; index != 0; index = shelf_at(tensors, index)->next) {
        const struct shelf *shelf = shelf_at(tensors, index);
        if (shelf->newest != 0 && (shelf->key & ~dtype_and_elements) == pack(wanted))
            return take_from(tensors, index, &object);
    }
    return NULL;
}
