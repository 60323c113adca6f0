/* SPDX-License-Identifier: MIT */
#include "table/objects.h"

#include "base/memory.h"

/* Freed objects remembered to tell a second release from a wild one: 4096 cost 256 KiB. */
enum { HISTORY = 4096 };

static uint64_t key_of(const void *address)
{
    return ~(uint64_t)(uintptr_t)address;
}

void objects_init(struct objects *objects)
{
    *objects = (struct objects){0};
    slab_init(&objects->slab, sizeof(struct object));
    key_map_init(&objects->by_address, KEY_MAP_BLOCKS);
}

void objects_free(struct objects *objects)
{
    key_map_free(&objects->by_address);
    slab_free(&objects->slab);
    if (objects->history != NULL)
        memory_resize(objects->history, HISTORY * sizeof *objects->history, 0);
    objects->history = NULL;
}

void objects_close(const struct objects *objects, struct object *object)
{
    object_close(object, key_map_slot(&objects->by_address, object->key));
}

uint32_t objects_next(const struct objects *objects, uint32_t *place)
{
    return key_map_next(&objects->by_address, place);
}

/* A dead object that is found by its address alone, and will be no more, is forgotten. */
static void forget(struct objects *objects, struct object *dead)
{
    if (!dead->remembered)
        return;
    objects->history[dead->grave] = 0;
    if ((dead->grave + 1) % HISTORY == objects->history_next) /* whoever dies next is remembered in its place */
        objects->history_next = dead->grave;
}

/* Blocks that come one after the other are often as far from each other as those before. */
static void fetch_neighbours(struct objects *objects, uint64_t key)
{
    key_map_prefetch(&objects->by_address, key + OBJECTS_AHEAD * (key - objects->newest_key));
    objects->newest_key = key;
}

uint32_t objects_add_after(struct objects *objects, uint32_t latest, const void *address)
{
    const uint64_t key = key_of(address);
    objects->claims++;
    struct object *dead = latest != 0 ? object_as_it_is(objects, latest) : NULL;
    if (__builtin_expect(dead != NULL && dead->state == OBJECT_DEAD && dead->newest_record == 0, true)) {
        forget(objects, dead);
        *dead = (struct object){.key = key};
        return latest;
    }
    const uint32_t index = slab_add(&objects->slab);
    if (index == 0)
        return 0;
    fetch_neighbours(objects, key);
    object_as_it_is(objects, index)->key = key;
    if (!key_map_set(&objects->by_address, key, index)) {
        slab_remove(&objects->slab, index);
        return 0;
    }
    return index;
}

uint32_t objects_forget_dead(struct objects *objects, const void *address)
{
    const uint32_t index = objects_find(objects, address);
    if (index == 0 || object_as_it_is(objects, index)->state == OBJECT_LIVE)
        return index;
    if (object_as_it_is(objects, index)->state == OBJECT_DEAD)
        key_map_remove(&objects->by_address, key_of(address), index);
    return 0;
}

void objects_collect(struct objects *objects, uint32_t index)
{
    const struct object *object = object_as_it_is(objects, index);
    if (object->state != OBJECT_DEAD || object->newest_record != 0 || object->remembered)
        return;
    key_map_remove(&objects->by_address, object->key, index);
    slab_remove(&objects->slab, index);
}

/* The object first, which then says where its slot is. */
static void fetch_oldest(const struct objects *objects)
{
    const uint32_t later = objects->history[(objects->history_next + (uint32_t)2 * OBJECTS_AHEAD) % HISTORY];
    const uint32_t sooner = objects->history[(objects->history_next + OBJECTS_AHEAD) % HISTORY];
    if (later != 0)
        __builtin_prefetch(object_as_it_is(objects, later), 1);
    if (sooner != 0)
        key_map_prefetch(&objects->by_address, object_as_it_is(objects, sooner)->key);
}

RARE static bool make_history(struct objects *objects)
{
    objects->history = memory_resize(NULL, 0, HISTORY * sizeof *objects->history);
    return objects->history != NULL;
}

void objects_remember(struct objects *objects, uint32_t index)
{
    if (objects->history == NULL && !make_history(objects)) {
        objects_collect(objects, index);
        return;
    }
    const uint32_t oldest = objects->history[objects->history_next];
    struct object *object = object_as_it_is(objects, index);
    object->remembered = 1;
    object->grave = objects->history_next;
    objects->history[object->grave] = index;
    objects->history_next = (object->grave + 1) % HISTORY;
    fetch_oldest(objects);
    if (oldest != 0) {
        object_as_it_is(objects, oldest)->remembered = 0;
        objects_collect(objects, oldest);
    }
}

bool objects_are_valid(const struct objects *objects)
{
    uint64_t counted = 0;
    uint32_t mapped = 0;
    const struct key_map *map = &objects->by_address;
    uint32_t place = 0;
    for (uint32_t index = key_map_next(map, &place); index != 0; index = key_map_next(map, &place)) {
        const struct object *object = object_at(objects, index);
        mapped++;
        counted += object->count > 0 && object->state == OBJECT_LIVE;
        if (key_map_find(map, object->key) != index)
            return false;
    }
    return mapped == map->count && counted == objects->counted && mapped <= objects->slab.used;
}
