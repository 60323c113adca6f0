/* SPDX-License-Identifier: MIT */
/* What is told of objects beside the calls that count them. */
#include "changes_internal.h"
#include "sightings.h"
#include "stack.h"

void change_held(struct replay *replay, const struct tl_event_vector_holds *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    if (object) {
        const uint32_t told = object->vector != 0 ? object->vector : OBJECT_LOST_VECTOR;
        object->vector = event->vector != 0 ? event->vector : told;
        object->held++;
        object->held_unknown |= event->vector != 0 && !idmap_find(&replay->objects, event->vector);
    }
}

void change_kept(struct replay *replay, const struct tl_event_keep *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    if (object) {
        object->kept = true;
        change_note(replay, object, LEDGER_KEPT, event->site, NULL, object->count);
    }
}

void change_logged_alloc(struct replay *replay, const struct tl_event_logged_alloc *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    const uint64_t bytes = event->bytes > 0 ? (uint64_t)event->bytes : 0;
    if (object) {
        change_note(replay, object, LEDGER_LOGGED_ALLOC, event->site, NULL, object->count);
        change_bytes(replay, object, bytes);
    } else if (event->pointer != 0) {
        heap_blocks_put(&replay->logged,
                        (struct heap_block){.pointer = event->pointer, .bytes = bytes, .place = event->site});
    }
}

void change_logged_free(struct replay *replay, const struct tl_event_logged_free *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    struct heap_block block;
    if (object) {
        change_note(replay, object, LEDGER_LOGGED_FREE, event->site, NULL, object->count);
    }
    heap_blocks_take(&replay->logged, event->pointer, &block);
}

static void site_replace(uint32_t *site, const struct tl_event_restate *event)
{
    if (*site == event->told) {
        *site = event->site;
    }
}

void change_restated(struct replay *replay, const struct tl_event_restate *event)
{
    struct object *object = idmap_find(&replay->objects, event->object);
    struct scope *scope = event->scope == 0 ? NULL : scope_find(replay->manager, event->scope);
    if (scope) {
        site_replace(&scope->site, event);
    }
    if (replay->sightings) {
        sightings_restated(replay->sightings, event);
    }
    if (object) {
        if (object->facts.site == event->told) {
            change_site(replay, object, event->site);
        }
        site_replace(&object->register_site, event);
        site_replace(&object->unregister_site, event);
        site_replace(&object->acquire_site, event);
        site_replace(&object->release_site, event);
        site_replace(&object->returned_at, event);
        ledger_restate(&object->ledger, event->told, event->site);
        if (story_is_of(&replay->story, object)) {
            story_restate(&replay->story, event->told, event->site);
        }
    }
}
