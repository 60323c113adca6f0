/* SPDX-License-Identifier: MIT */
/* Which object of the trace an error of memcheck is about, and which leaked objects one of its leaks. */
#include <string.h>

#include "memchecked.h"
#include "process.h"

enum { FRAMES_COMPARED = 16, FRAMES_INNER = 3 };

/* How well two stacks fit that end in calls of one program. */
enum fit { FIT_NONE, FIT_FUNCTION, FIT_CALLER, FIT_CALL };

struct frames {
    const struct code_address *codes[FRAMES_COMPARED];
    size_t count;
};

static struct frames frames_of(const struct sites *sites, uint32_t site)
{
    struct frames frames;
    enum tl_stack_end end;
    frames.count = sites_stack(sites, site, frames.codes, FRAMES_COMPARED, &end);
    return frames;
}

static bool one_function(const struct code_address *left, const struct code_address *right)
{
    return code_function(left) && code_same_function(left, right);
}

static enum fit frames_fit_at(const struct frames *left, size_t i, const struct frames *right, size_t j)
{
    if (left->codes[i]->value != right->codes[j]->value) {
        return i < FRAMES_INNER && j == 0 && one_function(left->codes[i], right->codes[j]) ? FIT_FUNCTION : FIT_NONE;
    }
    const bool same_inside = i == 0 || j == 0 || one_function(left->codes[i - 1], right->codes[j - 1]);
    return same_inside && i <= FRAMES_INNER && j <= FRAMES_INNER ? FIT_CALLER : FIT_NONE;
}

/* A block is allocated by one call and registered by another: they have their callers in common. */
static enum fit stacks_fit(const struct sites *sites, uint32_t stack, uint32_t site)
{
    const struct frames left = frames_of(sites, stack);
    const struct frames right = frames_of(sites, site);
    enum fit best = FIT_NONE;
    if (left.count == 0 || right.count == 0) {
        return FIT_NONE;
    }
    if (left.codes[0]->value == right.codes[0]->value) {
        return FIT_CALL;
    }
    for (size_t i = 0; i < left.count; i++) {
        for (size_t j = 0; j < right.count; j++) {
            const enum fit fit = frames_fit_at(&left, i, &right, j);
            best = fit > best ? fit : best;
        }
    }
    return best;
}

/* The stacks that memcheck tells of the block of an error, by what it says before them; 0: none. */
static uint32_t freed_stack(const struct memchecked_error *error)
{
    return error->told->block.state == MEMCHECK_FREED && error->told->stack_count > 1 ? error->sites[1] : 0;
}

static uint32_t made_stack(const struct memchecked_error *error)
{
    const size_t index = error->told->block.state == MEMCHECK_FREED ? 2 : 1;
    return error->told->stack_count > index ? error->sites[index] : 0;
}

uint64_t memchecked_memory(const struct memcheck_error *told, const struct object *object)
{
    return memcheck_kind_is_of_device(told->kind) && object->data != 0 ? object->data : object->pointer;
}

static bool lived_there(const struct memcheck_error *told, const struct object *object)
{
    const struct memcheck_block *block = &told->block;
    const uint64_t memory = memchecked_memory(told, object);
    const uint64_t size = block->size > 0 ? block->size : 1;
    if (block->sized && memory >= block->start && memory - block->start < size) {
        return true;
    }
    if (block->sized && !memcheck_kind_is_of_device(told->kind)) {
        return false; /* the block is what it is about; on the device the nearest one is named */
    }
    const uint64_t bytes = object->facts.bytes > 0 ? object->facts.bytes : 1;
    return block->address >= memory && block->address - memory < bytes;
}

/* On the device nothing else tells: a leak has the number of the object in its name, an error an address. */
static unsigned device_fit(const struct memcheck_error *told, const struct sighting *sighting)
{
    const bool named = told->object != 0 && sighting->last.number == told->object;
    const bool in_state = told->block.state == MEMCHECK_FREED ? sighting->ended : !sighting->ended;
    if (!named && !lived_there(told, &sighting->last)) {
        return 0;
    }
    return (named ? 4u : 0) + (in_state ? 2u : 0) + 1;
}

/* How well an object fits: 0 where it cannot be the one. What is weighed first weighs more than all after it. */
static unsigned object_fit(const struct sites *sites, const struct memchecked_error *error,
                           const struct sighting *sighting)
{
    const struct memcheck_block *block = &error->told->block;
    if (memcheck_kind_is_of_device(error->told->kind)) {
        return device_fit(error->told, sighting);
    }
    const bool there = block->known && lived_there(error->told, &sighting->last);
    const unsigned made = stacks_fit(sites, made_stack(error), sighting->last.facts.site);
    const unsigned freed = sighting->ended ? stacks_fit(sites, freed_stack(error), sighting->ended_site) : 0;
    const bool in_state = block->state == MEMCHECK_FREED ? sighting->ended : !sighting->ended;
    if (!there && !(sighting->last.facts.kind == TL_KIND_TENSOR && made == FIT_CALL)) {
        return 0;
    }
    return (there ? 64u : 0) + (in_state ? 32u : 0) + freed * 4 + made + 1;
}

static void object_find(struct memchecked_error *error, const struct memchecked *memchecked, const struct sites *sites)
{
    const struct sightings *sightings = &memchecked->sightings;
    unsigned best = 0;
    for (size_t i = 0; i < sightings->count; i++) {
        const unsigned fit = object_fit(sites, error, sightings->list[i]);
        error->alike = fit > best ? 1 : error->alike + (fit == best && fit > 0);
        if (fit >= best && fit > 0) {
            best = fit;
            error->object = sightings->list[i];
        }
    }
    if (error->object && error->told->object == error->object->last.number) {
        error->by = BY_NAME;
    } else if (error->object) {
        error->by = error->told->block.known && lived_there(error->told, &error->object->last) ? BY_ADDRESS : BY_STACK;
    }
}

static bool is_told_as_leak(const struct leak_group *group)
{
    return group && verdict_is_leak(group->key.verdict) && !group->key.inherited;
}

/* Of a loss, without what only its blocks point to: "48 (8 direct, 40 indirect) bytes in 1 blocks are ...". */
static uint64_t direct_bytes(const struct memcheck_error *told)
{
    const char *direct = strstr(told->what, " (");
    uint64_t bytes = 0;
    if (!direct || !strstr(direct, " direct, ")) {
        return told->leaked_bytes;
    }
    for (direct += strlen(" ("); *direct == ',' || (*direct >= '0' && *direct <= '9'); direct++) {
        bytes = *direct == ',' ? bytes : bytes * 10 + (uint64_t)(*direct - '0');
    }
    return bytes;
}

/* A function makes blocks of its own, too, beside those that it registers: they are more, or of another size. A host's
 * tensor is not the size of its block, and the runtime's are made by the call itself. */
static bool may_be_of(const struct leak_group *group, const struct memcheck_error *told)
{
    const uint64_t bytes = direct_bytes(told);
    if (told->leaked_blocks > group->objects || group->largest.owner == TL_OWNER_RUNTIME) {
        return false;
    }
    if (group->key.kind == TL_KIND_TENSOR || group->size_unknown > 0) {
        return true;
    }
    return group->bytes % group->objects != 0 ? bytes <= group->bytes
                                              : bytes == group->bytes / group->objects * told->leaked_blocks;
}

/* How well a group's stacks fit, then whether it is lost as the blocks are, then how many there are; 0: not at all. */
static unsigned group_fit(const struct sites *sites, const struct memchecked_error *error,
                          const struct leak_group *group)
{
    const bool lost = error->told->kind != MEMCHECK_REACHABLE;
    unsigned best = stacks_fit(sites, error->sites[0], group->key.site);
    for (size_t i = 0; i < group->example_count; i++) {
        const unsigned fit = stacks_fit(sites, error->sites[0], group->examples[i].facts.site);
        best = fit > best ? fit : best;
    }
    return best == FIT_NONE || (best != FIT_CALL && lost && !may_be_of(group, error->told))
               ? 0
               : best * 4 + (is_told_as_leak(group) == lost ? 2 : 0) +
                     (group->objects == error->told->leaked_blocks ? 1 : 0);
}

static void group_find(struct memchecked_error *error, const struct process *process)
{
    const struct grouping *groups = &process->leaks.groups;
    unsigned best = 0;
    for (size_t i = 0; i < groups->count; i++) {
        const unsigned fit = group_fit(&process->sites, error, groups->entries[i]);
        error->alike = fit > best ? 1 : error->alike + (fit == best && fit > 0);
        if (fit > best) {
            best = fit;
            error->group = groups->entries[i];
            error->by = BY_STACK;
        }
    }
}

/* Blocks of other losses that the same leak accounts for already. */
static uint64_t blocks_before(const struct memchecked *memchecked, const struct memchecked_error *error)
{
    uint64_t blocks = 0;
    for (const struct memchecked_error *other = memchecked->errors; other < error; other++) {
        const bool counts = other->told->kind == MEMCHECK_LOST && other->told->final && other->group == error->group;
        blocks += counts ? other->told->leaked_blocks : 0;
    }
    return blocks;
}

/* A loss at the end is accounted for by a leak of the trace, while that has objects left. */
static void loss_settle(struct memchecked_error *error, const struct memchecked *memchecked)
{
    const bool lost = error->told->kind == MEMCHECK_LOST && error->told->final;
    if (lost && error->group && error->group->key.kind != TL_KIND_TENSOR &&
        blocks_before(memchecked, error) + error->told->leaked_blocks > error->group->objects) {
        error->group = NULL;
        error->by = BY_NOTHING;
    }
    error->is_lost = lost && !is_told_as_leak(error->group);
}

void memchecked_join(struct memchecked *memchecked, const struct process *process)
{
    sightings_finish(&memchecked->sightings, &process->replay.objects);
    for (size_t i = 0; i < memchecked->count; i++) {
        struct memchecked_error *error = &memchecked->errors[i];
        if (error->told->kind == MEMCHECK_DEVICE_LEAK) {
            object_find(error, memchecked, &process->sites);
            error->is_lost = error->object == NULL;
        } else if (memcheck_kind_is_leak(error->told->kind)) {
            group_find(error, process);
            loss_settle(error, memchecked);
        } else {
            object_find(error, memchecked, &process->sites);
        }
        error->sentence = memchecked_sentence(error, process);
    }
}
