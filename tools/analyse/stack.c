/* SPDX-License-Identifier: MIT */
#include "stack.h"

#include <stdlib.h>

#include "memory.h"

struct manager *manager_new(uint32_t number, struct parts *parts)
{
    struct manager *manager = memory_new(sizeof(*manager));
    manager->number = number;
    manager->parts = parts;
    scope_push(manager, (struct scope){.number = 1, .depth = 1});
    return manager;
}

static void scope_free(struct manager *manager, struct scope *scope)
{
    struct record *older;
    for (struct record *record = scope ? scope->newest_record : NULL; record; record = older) {
        older = record->scope_older;
        record_remove(manager->parts, record);
    }
    if (scope) {
        slab_give(&manager->parts->scopes, scope);
    }
}

void manager_free(struct manager *manager)
{
    while (manager->top_frame) {
        frame_pop(manager, manager->top_frame->number);
    }
    scope_free(manager, manager->leaving);
    while (manager->top) {
        struct scope *scope = manager->top;
        manager->top = scope->outer;
        scope_free(manager, scope);
    }
    free(manager);
}

void scope_push(struct manager *manager, struct scope facts)
{
    struct scope *scope = slab_take(&manager->parts->scopes);
    *scope = facts;
    scope->records = 0;
    scope->newest_record = NULL;
    scope->outer = manager->top;
    manager->top = scope;
    manager->depth++;
}

struct scope *scope_find(const struct manager *manager, uint32_t number)
{
    struct scope *scope = manager->top;
    while (scope && scope->number != number) {
        scope = scope->outer;
    }
    return scope;
}

void scope_left(struct manager *manager, void (*orphaned)(void *context, struct object *object), void *context)
{
    struct scope *scope = manager->leaving;
    struct record *older;
    for (struct record *record = scope ? scope->newest_record : NULL; record; record = older) {
        struct object *object = record->object;
        older = record->scope_older;
        record_remove(manager->parts, record);
        if (!object->newest_record) {
            orphaned(context, object);
        }
    }
    if (scope) {
        slab_give(&manager->parts->scopes, scope);
    }
    manager->leaving = NULL;
}

void scope_leave(struct manager *manager, const struct scope *scope,
                 void (*orphaned)(void *context, struct object *object), void *context)
{
    bool last = false;
    while (!last && manager->top->outer) {
        last = manager->top == scope;
        scope_left(manager, orphaned, context);
        manager->leaving = manager->top;
        manager->top = manager->top->outer;
        manager->depth--;
    }
}

void frame_push(struct manager *manager, struct frame facts)
{
    struct frame *frame = memory_new(sizeof(*frame));
    *frame = facts;
    frame->outer = manager->top_frame;
    manager->top_frame = frame;
    manager->frames++;
}

struct frame *frame_find(const struct manager *manager, uint32_t number)
{
    struct frame *found = manager->top_frame;
    while (found && found->number != number) {
        found = found->outer;
    }
    return found;
}

void frame_pop(struct manager *manager, uint32_t number)
{
    const struct frame *found = frame_find(manager, number);
    bool last = !found;
    while (!last) {
        struct frame *frame = manager->top_frame;
        last = frame == found;
        manager->top_frame = frame->outer;
        manager->frames--;
        free(frame);
    }
}

void record_add(struct parts *parts, struct scope *scope, struct object *object)
{
    struct record *record = slab_take(&parts->records);
    *record = (struct record){
        .object = object, .scope = scope, .object_older = object->newest_record, .scope_older = scope->newest_record};
    if (record->object_older) {
        record->object_older->object_newer = record;
    }
    if (record->scope_older) {
        record->scope_older->scope_newer = record;
    }
    object->newest_record = record;
    scope->newest_record = record;
    object->records++;
    scope->records++;
}

void record_remove(struct parts *parts, struct record *record)
{
    struct object *object = record->object;
    struct scope *scope = record->scope;
    *(record->object_newer ? &record->object_newer->object_older : &object->newest_record) = record->object_older;
    *(record->scope_newer ? &record->scope_newer->scope_older : &scope->newest_record) = record->scope_older;
    if (record->object_older) {
        record->object_older->object_newer = record->object_newer;
    }
    if (record->scope_older) {
        record->scope_older->scope_newer = record->scope_newer;
    }
    object->records--;
    scope->records--;
    slab_give(&parts->records, record);
}

struct record *record_find(const struct object *object, const struct scope *scope)
{
    struct record *record = object->newest_record;
    while (record && record->scope != scope) {
        record = record->object_older;
    }
    return record;
}
