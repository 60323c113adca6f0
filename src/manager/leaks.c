/* SPDX-License-Identifier: MIT */
#include "manager/leaks.h"
#include "manager/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tl/tlscope.h>

#include "base/cancel.h"
#include "base/memory.h"
#include "manager/calls.h"
#include "manager/diagnose.h"
#include "manager/held.h"
#include "manager/statement.h"
#include "runtime/inheritance.h"
#include "runtime/symbol.h"

enum { GROUPS_SHOWN = 50, MARK_BYTES = 1024 };

struct group {
    uint64_t key;
    uint32_t site, name;
    uint8_t kind;
    bool held;                        /* by an open scope */
    uint64_t objects, bytes, unknown; /* so many of unknown size */
};

struct tally {
    struct slab slab;
    struct key_map by_key;
    uint64_t objects, bytes, unknown, in_global_scope, in_pool, kept;
    uint64_t functions, buffer_bytes; /* never left, and the slot buffers that they keep */
    uint32_t function_site;           /* of the outermost */
};

/* Every reference is a record of the global scope, or stands in a vector that is: by design, or at least nobody's
 * oversight here. */
static bool is_global(const struct object *object)
{
    return held_by_global_scope(object) || (object->held != 0 && object->records == 0 && object->count == object->held);
}

static void add(struct tally *tally, const struct object *object)
{
    const bool held = object->count != 0 && object->count == object->records;
    const uint64_t key =
        (uint64_t)object->site << 32 | (uint64_t)object->name << 3 | (uint64_t)object->kind << 1 | held;
    uint32_t index = key_map_find(&tally->by_key, key);
    if (index == 0) {
        index = slab_add(&tally->slab);
        if (index == 0)
            return;
        *(struct group *)slab_item(&tally->slab, index) =
            (struct group){.key = key, .site = object->site, .name = object->name, .kind = object->kind, .held = held};
        key_map_set(&tally->by_key, key, index);
    }
    struct group *group = slab_item(&tally->slab, index);
    group->objects++;
    group->bytes += object->bytes;
    group->unknown += object->bytes == 0;
    tally->objects++;
    tally->bytes += object->bytes;
    tally->unknown += object->bytes == 0;
}

static void count_all(struct tally *tally)
{
    const struct objects *objects = &global_manager.objects;
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place)) {
        const struct object *object = object_at(objects, index);
        if (object->number <= inheritance_objects())
            continue; /* the parent's */
        if (object->state == OBJECT_POOLED)
            tally->in_pool++;
        else if (object->state == OBJECT_LIVE && object->kept)
            tally->kept++;
        else if (object->state == OBJECT_LIVE && is_global(object))
            tally->in_global_scope++;
        else if (object->state == OBJECT_LIVE)
            add(tally, object);
    }
}

static uint64_t bytes_from(const struct array *buffers, uint32_t first)
{
    uint64_t bytes = 0;
    for (uint32_t i = first; i < buffers->count; i++)
        bytes += ((const struct buffer *)buffers->items)[i].bytes;
    return bytes;
}

/* At the end of the process only: before it, functions that are open are running. */
static void count_functions(struct tally *tally)
{
    const struct frames *frames = &global_manager.frames;
    if (frames_count(frames) <= inheritance_frames())
        return;
    const struct frame *outermost = frame_at(frames, inheritance_frames());
    tally->buffer_bytes =
        bytes_from(&frames->slots, outermost->first_slot) + bytes_from(&frames->deferred, outermost->first_deferred);
    tally->functions = tally->buffer_bytes != 0 ? frames_count(frames) - inheritance_frames() : 0;
    tally->function_site = outermost->site;
}

static int larger_first(const void *left, const void *right)
{
    const struct group *a = left;
    const struct group *b = right;
    if (a->bytes != b->bytes)
        return a->bytes < b->bytes ? 1 : -1;
    return a->objects < b->objects ? 1 : a->objects > b->objects ? -1 : 0;
}

/* The s of "3 objects". */
static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Before a sum of bytes that lacks some. */
static const char *least(uint64_t unknown)
{
    return unknown == 0 ? "" : "at least ";
}

static void print_size(const struct group *group)
{
    if (group->bytes == 0)
        fprintf(stderr, "size not known");
    else
        fprintf(stderr, "%s%llu byte%s", least(group->unknown), (unsigned long long)group->bytes, plural(group->bytes));
}

static void print_group(const struct group *group)
{
    char site[SYMBOL_BYTES];
    const char *name = name_text(&runtime.names, group->name);
    char statement[STATEMENT_BYTES];
    symbol_describe(site_address(&runtime.sites, group->site), site);
    statement_describe(group->site, statement);
    fprintf(stderr, "%s: %llu object%s, ", group->held ? "Held by a scope that was never left" : "Leak",
            (unsigned long long)group->objects, plural(group->objects));
    print_size(group);
    fprintf(stderr, ": %s%s%s\n    first seen at %s%s\n", kind_text(group->kind), name[0] != '\0' ? " " : "", name,
            statement, site);
    if (group->bytes != 0 && group->unknown != 0)
        fprintf(stderr, "    (the size of %llu of them is not known)\n", (unsigned long long)group->unknown);
}

static void print_functions(const struct tally *tally)
{
    char site[SYMBOL_BYTES];
    char statement[STATEMENT_BYTES];
    symbol_describe(site_address(&runtime.sites, tally->function_site), site);
    statement_describe(tally->function_site, statement);
    fprintf(stderr,
            "Leak: %llu byte%s: slot buffers of %llu function%s never left\n    the outermost entered at %s%s\n",
            (unsigned long long)tally->buffer_bytes, plural(tally->buffer_bytes), (unsigned long long)tally->functions,
            plural(tally->functions), statement, site);
}

static void print_objects(const struct tally *tally)
{
    if (tally->bytes != 0)
        fprintf(stderr, "%s%llu byte%s leaked in %llu object%s", least(tally->unknown),
                (unsigned long long)tally->bytes, plural(tally->bytes), (unsigned long long)tally->objects,
                plural(tally->objects));
    else
        fprintf(stderr, "%llu object%s leaked, size not known", (unsigned long long)tally->objects,
                plural(tally->objects));
}

static void print_summary(const struct tally *tally)
{
    const char *joint = "";
    fprintf(stderr, "SUMMARY: tlscope: ");
    if (tally->objects != 0) {
        print_objects(tally);
        joint = ", and ";
    }
    if (tally->functions != 0)
        fprintf(stderr, "%s%llu byte%s leaked in slot buffers", joint, (unsigned long long)tally->buffer_bytes,
                plural(tally->buffer_bytes));
    fprintf(stderr, ". `tlscope record` tells line and reason.\n");
}

static void print_groups(const struct tally *tally)
{
    const uint32_t count = tally->by_key.count;
    struct group *groups = memory_resize(NULL, 0, count * sizeof *groups);
    uint32_t found = 0;
    uint32_t place = 0;
    if (groups == NULL)
        return;
    for (uint32_t index = key_map_next(&tally->by_key, &place); index != 0;
         index = key_map_next(&tally->by_key, &place))
        groups[found++] = *(const struct group *)slab_item(&tally->slab, index);
    qsort(groups, found, sizeof *groups, larger_first);
    for (uint32_t i = 0; i < found && i < GROUPS_SHOWN; i++)
        print_group(&groups[i]);
    if (found > GROUPS_SHOWN)
        fprintf(stderr, "and %u smaller groups\n", found - GROUPS_SHOWN);
    memory_resize(groups, count * sizeof *groups, 0);
}

static const char *verdict_of(const struct tally *tally)
{
    return tally->objects != 0     ? "objects are alive that nobody will release"
           : tally->functions != 0 ? "slot buffers are kept by functions that were never left"
                                   : "no leaks";
}

size_t leaks_print(bool at_exit)
{
    struct tally tally = {0};
    slab_init(&tally.slab, sizeof(struct group));
    key_map_init(&tally.by_key, 0);
    held_find();
    count_all(&tally);
    if (at_exit)
        count_functions(&tally);
    fprintf(stderr, "\n==%d== tlscope leak check %s: %s\n", (int)getpid(), at_exit ? "at exit" : "on demand",
            verdict_of(&tally));
    if (tally.objects != 0)
        print_groups(&tally);
    if (tally.functions != 0)
        print_functions(&tally);
    if (tally.in_global_scope != 0)
        fprintf(stderr, "Not leaks: %llu object%s held by the global scope\n",
                (unsigned long long)tally.in_global_scope, plural(tally.in_global_scope));
    if (tally.kept != 0)
        fprintf(stderr, "Not leaks: %llu object%s kept on purpose\n", (unsigned long long)tally.kept,
                plural(tally.kept));
    if (tally.in_pool != 0)
        fprintf(stderr, "Not leaks: %llu tensor%s kept by the pool\n", (unsigned long long)tally.in_pool,
                plural(tally.in_pool));
    if (tally.objects != 0 || tally.functions != 0)
        print_summary(&tally);
    key_map_free(&tally.by_key);
    slab_free(&tally.slab);
    return tally.objects + tally.functions;
}

size_t tlscope_leak_check(void)
{
    tlscope_manager_global();
    const int cancel = cancel_put_off();
    lock_take(&runtime.lock);
    const size_t leaks = leaks_print(false);
    lock_give(&runtime.lock);
    cancel_allow(cancel);
    return leaks;
}

void tlscope_keep(void *ptr)
{
    call_keep(tlscope_manager_global(), ptr, CALLER);
}

APART static void mark(const char *text, struct caller caller)
{
    struct call call;
    char kept[MARK_BYTES]; /* an event must fit into a sub-buffer */
    snprintf(kept, sizeof kept, "%s", text);
    call_begin(&call, tlscope_manager_global(), TL_EVENT_mark, caller);
    hook(mark, .text = kept, .site = call.site);
    call_end(&call);
}

/* Short, so that the compiler makes no part of it that has another caller. */
void tlscope_mark(const char *text)
{
    if (text != NULL)
        mark(text, CALLER);
}

const char *tlscope_version(void)
{
    return TLSCOPE_VERSION;
}
