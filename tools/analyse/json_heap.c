/* SPDX-License-Identifier: MIT */
/* The section on the heap beneath the manager. */
#include "report_internal.h"

enum { LIST_SHOWN = 50 };

static cJSON *amount_json(struct heap_amount amount)
{
    cJSON *item = cJSON_CreateObject();
    json_count(item, "blocks", amount.blocks);
    json_count(item, "bytes", amount.bytes);
    return item;
}

static cJSON *moment_json(const struct heap *heap, bool at_peak)
{
    struct heap_amount owners[HEAP_OWNERS];
    cJSON *item = amount_json(at_peak ? heap->peak : heap->now);
    cJSON *by_owner = cJSON_AddObjectToObject(item, "by_owner");
    heap_by_owner(heap, at_peak, owners);
    for (unsigned owner = 0; owner < HEAP_OWNERS; owner++) {
        cJSON_AddItemToObject(by_owner, heap_owner_name(owner), amount_json(owners[owner]));
    }
    return item;
}

/* A place, and the file it is in. */
static void place_add(cJSON *object, const struct process *process, uint32_t place)
{
    const struct code_address *code = sites_code(&process->sites, heap_site(place));
    const struct module *module = code ? sites_module(&process->sites, code->module) : NULL;
    json_site(object, "place", process, heap_site(place));
    json_text_or_null(object, "module", module ? module->path : NULL);
    json_address(object, "offset", code ? code->offset : 0);
}

static cJSON *lost_json(const struct process *process)
{
    const struct heap *heap = &process->heap;
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < heap->places.count; i++) {
        const struct heap_place *place = heap->places.entries[i];
        const struct heap_amount lost = heap_unregistered(heap, place, process->ending == ENDED_NORMALLY);
        if (lost.blocks == 0) {
            continue;
        }
        cJSON *item = amount_json(lost);
        cJSON_AddStringToObject(item, "verdict", heap_verdict_name(heap_verdict(heap)));
        cJSON_AddStringToObject(item, "confidence", finding_confidence_name(heap_confidence(process)));
        place_add(item, process, place->key);
        json_count(item, "indirect_blocks", place->lost_indirect.blocks);
        json_count(item, "indirect_bytes", place->lost_indirect.bytes);
        json_count(item, "made_blocks", place->made.blocks);
        json_count(item, "registered_blocks", place->registered);
        json_count(item, "freed_blocks", place->freed);
        json_address(item, "example", place->example);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *freed_json(const struct process *process)
{
    const struct heap *heap = &process->heap;
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < heap->freed.count; i++) {
        const struct heap_freed *freed = heap->freed.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_count(item, "objects", freed->objects);
        json_count(item, "bytes", freed->bytes);
        cJSON_AddStringToObject(item, "kind", kind_name(freed->key.kind));
        cJSON_AddStringToObject(item, "name", freed->key.name);
        cJSON_AddStringToObject(item, "by", freed->key.resized ? "realloc" : "free");
        place_add(item, process, freed->key.place);
        json_site(item, "first_seen_at", process, freed->site);
        json_site(item, "registered_at", process, freed->register_site);
        cJSON *example = cJSON_AddObjectToObject(item, "example");
        json_count(example, "object", freed->object);
        json_address(example, "pointer", freed->pointer);
        json_time(example, "time_ns", process, freed->time_ns);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *alive_json(const struct process *process)
{
    const struct heap *heap = &process->heap;
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < heap->by_alive_count && i < LIST_SHOWN; i++) {
        const struct heap_place *place = heap->by_alive[i];
        cJSON *item = amount_json(place->now);
        place_add(item, process, place->key);
        cJSON_AddStringToObject(item, "owner", heap_owner_name(place->module->owner));
        json_count(item, "registered_blocks", place->now_registered.blocks);
        json_count(item, "registered_bytes", place->now_registered.bytes);
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *modules_json(const struct heap *heap)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < heap->modules.count; i++) {
        const struct heap_module *module = heap->modules.entries[i];
        cJSON *item = cJSON_CreateObject();
        json_text_or_null(item, "path", heap_module_path(module));
        cJSON_AddStringToObject(item, "owner", heap_owner_name(module->owner));
        cJSON_AddItemToObject(item, "peak", amount_json(module->peak));
        cJSON_AddItemToObject(item, "end", amount_json(module->now));
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

cJSON *json_heap(const struct process *process)
{
    const struct heap *heap = &process->heap;
    if (!heap->recorded) {
        return cJSON_CreateNull();
    }
    cJSON *object = cJSON_CreateObject();
    json_count(object, "events", heap->events);
    json_count(object, "events_lost", heap->events_lost);
    cJSON_AddBoolToObject(object, "whole", heap_is_whole(heap));
    cJSON_AddBoolToObject(object, "searched", heap->ended && heap->end.searched);
    cJSON_AddItemToObject(object, "made", amount_json(heap->made));
    cJSON *peak = moment_json(heap, true);
    json_time(peak, "time_ns", process, heap->peak_ns);
    cJSON_AddItemToObject(object, "peak", peak);
    cJSON_AddItemToObject(object, "end", moment_json(heap, false));
    cJSON_AddItemToObject(object, "lost", lost_json(process));
    cJSON_AddItemToObject(object, "freed_behind", freed_json(process));
    json_count(object, "alive_places", heap->by_alive_count);
    cJSON_AddItemToObject(object, "alive", alive_json(process));
    cJSON_AddItemToObject(object, "modules", modules_json(heap));
    return object;
}
