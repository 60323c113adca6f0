/* SPDX-License-Identifier: MIT */
/* What the program says of its objects beyond the calls that manage them. */
#include "manager/announce.h"
#include "manager/call.h"
#include "manager/calls.h"
#include "manager/population.h"
#include "manager/site.h"
#include "manager/statement.h"
#include "manager/watch_rule.h"

/* The live object of a pointer; NULL when there is none. */
static struct object *live_object(const struct call *call, const void *pointer)
{
    const struct objects *objects = &call->manager->objects;
    const uint32_t index = objects_find(objects, pointer);
    struct object *object = index != 0 ? object_at(objects, index) : NULL;
    return object != NULL && object->state == OBJECT_LIVE ? object : NULL;
}

static uint32_t statement_at(struct source_line at, const char *tag, struct caller caller)
{
    return at.file != NULL && at.line > 0 ? statement_of(caller.address, at.file, (uint32_t)at.line, 0, tag) : 0;
}

void call_log_alloc(tlscope_manager *manager, void *pointer, int64_t bytes, struct source_line at, struct caller caller)
{
    struct call call;
    if (pointer == NULL)
        return;
    call_begin(&call, manager, TL_EVENT_logged_alloc, caller);
    const uint32_t statement = statement_at(at, "alloc", caller);
    struct object *object = live_object(&call, pointer);
    call.pointer = pointer;
    if (object != NULL && object->bytes == 0 && bytes > 0) {
        population_undo(object);
        object->bytes = (uint64_t)bytes;
        announce_object(object);
        population_begin(object);
    }
    site_tell_statement(statement);
    if (!watch_untold(object))
        hook(logged_alloc, .pointer = (uint64_t)(uintptr_t)pointer,
             .object = object != NULL ? (uint32_t)object->number : 0, .bytes = bytes, .site = call.site,
             .statement = statement);
    call_end(&call);
}

void call_log_free(tlscope_manager *manager, void *pointer, struct source_line at, struct caller caller)
{
    struct call call;
    if (pointer == NULL)
        return;
    call_begin(&call, manager, TL_EVENT_logged_free, caller);
    const uint32_t statement = statement_at(at, "free", caller);
    const struct object *object = live_object(&call, pointer);
    call.pointer = pointer;
    site_tell_statement(statement);
    if (!watch_untold(object))
        hook(logged_free, .pointer = (uint64_t)(uintptr_t)pointer,
             .object = object != NULL ? (uint32_t)object->number : 0, .site = call.site, .statement = statement);
    call_end(&call);
}

void call_keep(tlscope_manager *manager, const void *pointer, struct caller caller)
{
    struct call call;
    if (pointer == NULL)
        return;
    call_begin(&call, manager, TL_EVENT_keep, caller);
    struct object *object = live_object(&call, pointer);
    call.pointer = pointer;
    if (object != NULL)
        object->kept = 1;
    if (!watch_untold(object))
        hook(keep, .pointer = (uint64_t)(uintptr_t)pointer, .object = object != NULL ? (uint32_t)object->number : 0,
             .site = call.site);
    call_end(&call);
}
