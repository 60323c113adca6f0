/* SPDX-License-Identifier: MIT */
/* Events of the heap in, live blocks and their sums on. heap_report.c judges what is left. */
#include "heap.h"

#include <stdlib.h>
#include <string.h>

void heap_init(struct heap *heap, struct names *names, struct sites *sites)
{
    *heap = (struct heap){
        .names = names,
        .sites = sites,
        .modules = GROUPING_OF(struct heap_module),
        .places = GROUPING_OF(struct heap_place),
        .freed = GROUPING_OF(struct heap_freed),
    };
}

void heap_free(struct heap *heap)
{
    grouping_free(&heap->modules);
    grouping_free(&heap->places);
    grouping_free(&heap->freed);
    heap_blocks_free(&heap->blocks);
    heap_blocks_free(&heap->resizing);
    free(heap->by_alive);
}

static struct heap_module *module_of(struct heap *heap, const char *path)
{
    const char *kept = names_keep(heap->names, path);
    return grouping_entry(&heap->modules, &kept);
}

static struct heap_place *place_of(struct heap *heap, uint32_t number)
{
    struct heap_place *place = grouping_entry(&heap->places, &number);
    if (!place->module) {
        place->module = module_of(heap, HEAP_UNKNOWN);
    }
    return place;
}

static void amount_add(struct heap_amount *amount, uint64_t bytes)
{
    amount->blocks++;
    amount->bytes += bytes;
}

static void amount_take(struct heap_amount *amount, uint64_t bytes)
{
    amount->blocks--;
    amount->bytes -= bytes;
}

static void amount_move(struct heap_amount *from, struct heap_amount *to, struct heap_amount moved)
{
    from->blocks -= moved.blocks;
    from->bytes -= moved.bytes;
    to->blocks += moved.blocks;
    to->bytes += moved.bytes;
}

/* Before the first change that leads away from the peak. */
void heap_keep_peak(struct heap *heap)
{
    for (size_t i = 0; heap->at_peak && i < heap->modules.count; i++) {
        struct heap_module *module = heap->modules.entries[i];
        module->peak = module->now;
        module->peak_registered = module->now_registered;
    }
    heap->at_peak = false;
}

static void live_add(struct heap *heap, const struct heap_block *block, int64_t time_ns)
{
    struct heap_place *place = place_of(heap, block->place);
    amount_add(&place->now, block->bytes);
    amount_add(&place->module->now, block->bytes);
    amount_add(&heap->now, block->bytes);
    if (block->object != 0) {
        amount_add(&place->now_registered, block->bytes);
        amount_add(&place->module->now_registered, block->bytes);
    }
    heap_blocks_put(&heap->blocks, *block);
    if (heap->now.bytes >= heap->peak.bytes) {
        heap->peak = heap->now;
        heap->peak_ns = time_ns;
        heap->at_peak = true;
    }
}

static bool live_take(struct heap *heap, uint64_t pointer, struct heap_block *block)
{
    if (!heap_blocks_take(&heap->blocks, pointer, block)) {
        return false;
    }
    heap_keep_peak(heap);
    struct heap_place *place = place_of(heap, block->place);
    amount_take(&place->now, block->bytes);
    amount_take(&place->module->now, block->bytes);
    amount_take(&heap->now, block->bytes);
    if (block->object != 0) {
        amount_take(&place->now_registered, block->bytes);
        amount_take(&place->module->now_registered, block->bytes);
    }
    return true;
}

/* A block whose end nobody told is gone when its address is given out again. */
static void allocated(struct heap *heap, uint64_t pointer, uint64_t bytes, uint32_t place, int64_t time_ns)
{
    struct heap_block gone;
    if (pointer == 0) {
        return;
    }
    live_take(heap, pointer, &gone);
    live_add(heap, &(struct heap_block){.pointer = pointer, .bytes = bytes, .place = place}, time_ns);
}

static void made(struct heap *heap, uint64_t bytes, uint32_t place)
{
    amount_add(&heap->made, bytes);
    amount_add(&place_of(heap, place)->made, bytes);
}

/* The live object that the manager counts there, whose end only the manager may tell. */
static struct object *counted_object(const struct replay *replay, const struct heap_block *block)
{
    struct object *object = idmap_find(&replay->objects, block->object);
    bool counted = object && object->live && object->count > 0 && object->pointer == block->pointer;
    return counted && object->facts.owner == TL_OWNER_HEAP ? object : NULL;
}

static void freed_behind(struct heap *heap, const struct object *object, uint32_t place, bool resized, int64_t time_ns)
{
    const struct heap_freed_key key = {
        .name = facts_name(&object->facts),
        .place = place,
        .kind = object->facts.kind,
        .resized = resized,
    };
    struct heap_freed *freed = grouping_entry(&heap->freed, &key);
    if (freed->objects++ == 0) {
        freed->object = object->number;
        freed->site = object->facts.site;
        freed->pointer = object->pointer;
        freed->register_site = object->register_site;
        freed->time_ns = time_ns;
    }
    freed->bytes += object->facts.bytes;
}

static void ended(struct heap *heap, const struct heap_block *block, uint32_t place, bool resized,
                  const struct replay *replay, int64_t time_ns)
{
    struct object *object = counted_object(replay, block);
    place_of(heap, block->place)->freed++;
    if (object) {
        object->freed_behind = true;
        freed_behind(heap, object, place, resized, time_ns);
    }
}

static void resizing(struct heap *heap, uint64_t pointer)
{
    struct heap_block block;
    if (live_take(heap, pointer, &block)) {
        heap_blocks_put(&heap->resizing, block);
    }
}

static void resized(struct heap *heap, const struct tl_heap_resized *event, const struct replay *replay,
                    int64_t time_ns)
{
    struct heap_block block = {0};
    const bool known = heap_blocks_take(&heap->resizing, event->old, &block);
    if (known && event->pointer == event->old) {
        block.bytes = event->bytes;
        live_add(heap, &block, time_ns);
        return;
    }
    if (known) {
        ended(heap, &block, event->place, true, replay, time_ns);
    }
    if (event->pointer != 0) {
        allocated(heap, event->pointer, event->bytes, event->place, time_ns);
        made(heap, event->bytes, event->place);
    }
}

static void unreachable(struct heap *heap, const struct tl_heap_unreachable *event)
{
    const struct heap_block *block = heap_blocks_find(&heap->blocks, event->pointer);
    struct heap_place *place = place_of(heap, event->place);
    if (block && block->object != 0) {
        return;
    }
    amount_add(event->indirect ? &place->lost_indirect : &place->lost, event->bytes);
    if (place->example == 0 || !event->indirect) {
        place->example = event->pointer;
    }
}

/* As the events of calls would tell of it, so that places are resolved and written like theirs. */
static void site_tell(struct heap *heap, const struct tl_heap_place *told, uint32_t module)
{
    const uint32_t number = heap_site(told->place);
    const struct trace_event events[] = {
        {.id = TL_EVENT_module,
         .as.module = {.module = module, .base = told->base, .path = told->module, .build_id = told->build_id}},
        {.id = TL_EVENT_address,
         .as.address =
             {.address = number, .value = told->address, .module = module, .offset = told->offset, .symbol = ""}},
        {.id = TL_EVENT_stack, .as.stack = {.stack = number, .address = number, .end = TL_STACK_END_DEPTH}},
        {.id = TL_EVENT_site, .as.site = {.site = number, .stack = number}},
    };
    for (size_t i = module == 0; i < sizeof(events) / sizeof(*events); i++) {
        sites_event(heap->sites, &events[i]);
    }
}

/* The number of the module loaded there: by a call's address or an earlier place, else that of this place. */
static uint32_t module_number(const struct heap *heap, const struct tl_heap_place *told)
{
    if (told->module[0] == '\0') {
        return 0;
    }
    for (size_t i = 0; i < heap->sites->modules.count; i++) {
        const struct module *module = heap->sites->modules.entries[i];
        if (module->base == told->base && strcmp(module->path, told->module) == 0) {
            return module->key;
        }
    }
    return heap_site(told->place);
}

static void place_told(struct heap *heap, const struct tl_heap_place *told)
{
    struct heap_place *place = place_of(heap, told->place);
    struct heap_module *module = module_of(heap, told->module);
    place->offset = told->offset;
    site_tell(heap, told, module_number(heap, told));
    if (place->module != module) {
        amount_move(&place->module->now, &module->now, place->now);
        amount_move(&place->module->now_registered, &module->now_registered, place->now_registered);
        place->module = module;
    }
}

static void started(struct heap *heap)
{
    heap->from_beginning = heap->events == 1;
    heap->recorded = true;
}

static void end_told(struct heap *heap, const struct tl_heap_end *end)
{
    heap->end = *end;
    heap->ended = true;
}

void heap_event(struct heap *heap, const struct trace_heap_event *event, const struct replay *replay)
{
    struct heap_block block;
    heap->events++;
    heap->recorded = true;
    switch (event->id) {
    case TL_HEAP_start:
        started(heap);
        break;
    case TL_HEAP_place:
        place_told(heap, &event->as.place);
        break;
    case TL_HEAP_present:
        allocated(heap, event->as.present.pointer, event->as.present.bytes, event->as.present.place, event->time_ns);
        break;
    case TL_HEAP_alloc:
        allocated(heap, event->as.alloc.pointer, event->as.alloc.bytes, event->as.alloc.place, event->time_ns);
        made(heap, event->as.alloc.bytes, event->as.alloc.place);
        break;
    case TL_HEAP_free:
        if (live_take(heap, event->as.free.pointer, &block)) {
            ended(heap, &block, event->as.free.place, false, replay, event->time_ns);
        }
        break;
    case TL_HEAP_resizing:
        resizing(heap, event->as.resizing.pointer);
        break;
    case TL_HEAP_resized:
        resized(heap, &event->as.resized, replay, event->time_ns);
        break;
    case TL_HEAP_unreachable:
        unreachable(heap, &event->as.unreachable);
        break;
    case TL_HEAP_end:
        end_told(heap, &event->as.end);
        break;
    case TL_HEAP_COUNT:
        break;
    }
}

/* The manager knows the block there as that object from now on. */
static void registered(struct heap *heap, uint64_t pointer, uint32_t object)
{
    struct heap_block *block = heap_blocks_find(&heap->blocks, pointer);
    if (!block) {
        return;
    }
    if (block->object == 0) {
        struct heap_place *place = place_of(heap, block->place);
        place->registered++;
        amount_add(&place->now_registered, block->bytes);
        amount_add(&place->module->now_registered, block->bytes);
    }
    block->object = object;
}

/* A block registered under the number that the manager knows its address by, or 0. */
static uint32_t registered_object(const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_object_new:
        return event->as.object_new.object;
    case TL_EVENT_register_struct:
        return event->as.register_struct.object;
    case TL_EVENT_register_struct_named:
        return event->as.register_struct_named.object;
    case TL_EVENT_register_vec_ptr:
        return event->as.register_vec_ptr.object;
    default:
        return 0;
    }
}

void heap_object_event(struct heap *heap, const struct trace_event *event, const struct replay *replay)
{
    const uint32_t number = heap->recorded ? registered_object(event) : 0;
    const struct object *object = idmap_find(&replay->objects, number);
    if (object) {
        registered(heap, object->pointer, number);
    }
}
