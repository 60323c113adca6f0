/* SPDX-License-Identifier: MIT */
/* What the blocks that are left mean: whose they are, which were lost, in which order they are told. */
#include "heap.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "site_words.h"

const char *heap_owner_name(enum heap_owner owner)
{
    static const char *const names[] = {[HEAP_REGISTERED] = "registered",
                                        [HEAP_PROGRAM] = "program",
                                        [HEAP_RUNTIME] = "runtime",
                                        [HEAP_OTHER] = "other"};
    return names[owner];
}

const char *heap_verdict_name(enum heap_verdict verdict)
{
    return verdict == HEAP_LOST ? "lost" : "unfreed";
}

enum heap_verdict heap_verdict(const struct heap *heap)
{
    return heap->ended && heap->end.searched ? HEAP_LOST : HEAP_UNFREED;
}

bool heap_is_whole(const struct heap *heap)
{
    return heap->ended && heap->from_beginning && heap->events_lost == 0;
}

struct heap_amount heap_unregistered(const struct heap *heap, const struct heap_place *place, bool ended)
{
    if (place->module->owner != HEAP_PROGRAM || !ended) {
        return (struct heap_amount){0};
    }
    if (heap_verdict(heap) == HEAP_LOST) {
        return (struct heap_amount){place->lost.blocks + place->lost_indirect.blocks,
                                    place->lost.bytes + place->lost_indirect.bytes};
    }
    return (struct heap_amount){place->now.blocks - place->now_registered.blocks,
                                place->now.bytes - place->now_registered.bytes};
}

struct heap_amount heap_lost(const struct heap *heap, bool ended)
{
    struct heap_amount all = {0};
    for (size_t i = 0; i < heap->places.count; i++) {
        const struct heap_amount lost = heap_unregistered(heap, heap->places.entries[i], ended);
        all.blocks += lost.blocks;
        all.bytes += lost.bytes;
    }
    return all;
}

void heap_by_owner(const struct heap *heap, bool at_peak, struct heap_amount owners[HEAP_OWNERS])
{
    memset(owners, 0, HEAP_OWNERS * sizeof(*owners));
    for (size_t i = 0; i < heap->modules.count; i++) {
        const struct heap_module *module = heap->modules.entries[i];
        const struct heap_amount all = at_peak ? module->peak : module->now;
        const struct heap_amount registered = at_peak ? module->peak_registered : module->now_registered;
        owners[HEAP_REGISTERED].blocks += registered.blocks;
        owners[HEAP_REGISTERED].bytes += registered.bytes;
        owners[module->owner].blocks += all.blocks - registered.blocks;
        owners[module->owner].bytes += all.bytes - registered.bytes;
    }
}

const char *heap_module_path(const struct heap_module *module)
{
    return strcmp(module->key, HEAP_UNKNOWN) == 0 ? NULL : module->key;
}

static bool is_named(const char *path, const char *name)
{
    return strncmp(path_last_part(path), name, strlen(name)) == 0;
}

/* What code that calls the manager is in belongs to the program. */
static void callers_mark(struct heap *heap)
{
    for (size_t i = 0; i < heap->sites->sites.count; i++) {
        const struct site *site = heap->sites->sites.entries[i];
        const struct code_address *code = site->key < SITES_OF_ALLOCATIONS ? sites_code(heap->sites, site->key) : NULL;
        const struct module *module = code ? sites_module(heap->sites, code->module) : NULL;
        struct heap_module *allocates = module ? grouping_find(&heap->modules, &module->path) : NULL;
        if (allocates) {
            allocates->owner = HEAP_PROGRAM;
        }
    }
}

static void owners_settle(struct heap *heap)
{
    for (size_t i = 0; i < heap->modules.count; i++) {
        struct heap_module *module = heap->modules.entries[i];
        module->owner = module->key[0] == '\0' ? HEAP_PROGRAM : HEAP_OTHER;
    }
    callers_mark(heap);
    for (size_t i = 0; i < heap->modules.count; i++) {
        struct heap_module *module = heap->modules.entries[i];
        if (is_named(module->key, "libtlscope.so")) {
            module->owner = HEAP_RUNTIME;
        }
    }
}

static int more_first(uint64_t left, uint64_t right)
{
    return left > right ? -1 : left < right;
}

/* Addresses differ from run to run, but not where they are in their modules. */
static int by_code(const struct heap_place *a, const struct heap_place *b)
{
    const int module = strcmp(a->module->key, b->module->key);
    const int offset = more_first(b->offset, a->offset);
    return module != 0 ? module : offset != 0 ? offset : more_first(b->key, a->key);
}

static int by_lost(const void *left, const void *right)
{
    const struct heap_place *a = *(struct heap_place *const *)left;
    const struct heap_place *b = *(struct heap_place *const *)right;
    const int order = more_first(a->lost.bytes + a->lost_indirect.bytes, b->lost.bytes + b->lost_indirect.bytes);
    return order != 0 ? order : by_code(a, b);
}

static int by_alive(const void *left, const void *right)
{
    const struct heap_place *a = *(const struct heap_place *const *)left;
    const struct heap_place *b = *(const struct heap_place *const *)right;
    const int order = more_first(a->now.bytes, b->now.bytes);
    return order != 0 ? order : by_code(a, b);
}

static void alive_list(struct heap *heap)
{
    heap->by_alive = memory_new((heap->places.count + 1) * sizeof(struct heap_place *));
    for (size_t i = 0; i < heap->places.count; i++) {
        const struct heap_place *place = heap->places.entries[i];
        if (place->now.blocks > 0) {
            heap->by_alive[heap->by_alive_count++] = place;
        }
    }
    qsort(heap->by_alive, heap->by_alive_count, sizeof(struct heap_place *), by_alive);
}

static int modules_by_bytes(const void *left, const void *right)
{
    const struct heap_module *a = *(struct heap_module *const *)left;
    const struct heap_module *b = *(struct heap_module *const *)right;
    const int order = more_first(a->peak.bytes, b->peak.bytes);
    return order != 0 ? order : strcmp(a->key, b->key);
}

static int freed_by_objects(const void *left, const void *right)
{
    const struct heap_freed *a = *(struct heap_freed *const *)left;
    const struct heap_freed *b = *(struct heap_freed *const *)right;
    const int order = more_first(a->objects, b->objects);
    return order != 0 ? order : more_first(b->object, a->object);
}

void heap_finish(struct heap *heap)
{
    heap_keep_peak(heap);
    owners_settle(heap);
    alive_list(heap);
    grouping_sort(&heap->places, by_lost);
    grouping_sort(&heap->modules, modules_by_bytes);
    grouping_sort(&heap->freed, freed_by_objects);
}
