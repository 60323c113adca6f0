/* SPDX-License-Identifier: MIT */
/* Scopes: entering, and leaving with what that releases. */
#include "manager/scope.h"

#include "manager/diagnose.h"
#include "manager/label.h"
#include "manager/vector.h"
#include "manager/watch_rule.h"

bool scope_enter(struct call *call)
{
    struct scope scope = {.number = runtime.last_scope + 1, .thread = runtime_thread(), .site = call->site};
    if (watch_some)
        scope.asked_for = scope_top(&call->manager->scopes)->asked_for || watch_rule_is_scope(call->site);
    if (!scopes_push(&call->manager->scopes, scope)) {
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_OUT_OF_MEMORY},
                 "no memory for a scope at depth %u: not entered", scopes_depth(&call->manager->scopes) + 1);
        return false;
    }
    runtime.last_scope++;
    call->scope = (uint32_t)runtime.last_scope;
    return true;
}

void manager_enter_scope(struct call *call)
{
    if (!scope_enter(call))
        return;
    hook(enter_scope, .scope = call->scope, .depth = scopes_depth(&call->manager->scopes), .site = call->site);
    label_range(NVTX_SCOPE, scope_top(&call->manager->scopes)->number, call->site);
}

/* The record's object died before its scope ended: nothing of it is left to release, and nothing of another object
 * that now has its address may be. */
static void drop_stale(struct call *call, uint32_t index)
{
    struct objects *objects = &call->manager->objects;
    const struct object *dead = object_at(objects, index);
    const uint32_t owner = objects_find(objects, object_address(dead));
    if (!watch_untold(dead))
        hook(record_release, .object = (uint32_t)dead->number, .fate = TL_FATE_STALE);
    if (owner != index && owner != 0 && object_at(objects, owner)->state == OBJECT_LIVE)
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_STALE_RECORD,
                                 .pointer = object_address(dead),
                                 .object = dead,
                                 .other_site = dead->site},
                 "freed while this scope listed it; the address is object %llu's now, which is left alone",
                 (unsigned long long)object_at(objects, owner)->number);
    objects_collect(objects, index);
}

static void release_record(struct call *call, uint32_t index)
{
    struct object *object = object_at(&call->manager->objects, index);
    if (object->state != OBJECT_LIVE) {
        drop_stale(call, index);
        return;
    }
    const uint32_t number = (uint32_t)object->number;
    const uint32_t count = object->count - 1;
    const bool untold = watch_untold(object);
    object->records--;
    const enum tl_fate fate = manager_drop_reference(call, index);
    if (!untold)
        hook(record_release, .object = number, .count = count_field(count), .fate = (uint8_t)fate);
    if (call->vectors)
        vectors_finish(call);
}

WHOLE APART static void release_records(struct call *call)
{
    struct scopes *scopes = &call->manager->scopes;
    for (uint32_t index = scopes_take_newest(scopes); index != 0; index = scopes_take_newest(scopes))
        release_record(call, index);
}

void scope_leave(struct call *call)
{
    struct scopes *scopes = &call->manager->scopes;
    if (scopes->records.count != scope_top(scopes)->first_record)
        release_records(call);
    nvtx_range_end(NVTX_SCOPE, scope_top(scopes)->number); /* a function's own has none beside the frame's */
    scopes_pop(scopes);
}

void scope_check_thread(struct call *call)
{
    const struct scope *scope = scope_top(&call->manager->scopes);
    if (scope->thread != runtime_thread())
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_EXIT_OTHER_THREAD, .other_site = scope->site},
                 "scope %llu was entered by thread %u, this is thread %u", (unsigned long long)scope->number,
                 scope->thread, runtime_thread());
}

void manager_exit_scope(struct call *call)
{
    const uint32_t depth = scopes_depth(&call->manager->scopes);
    if (depth == 1) {
        hook(exit_scope, .scope = 0, .depth = 1, .site = call->site);
        diagnose(call, (struct misuse){.code = TL_DIAGNOSTIC_EXIT_GLOBAL_SCOPE},
                 "no scope is open: one exit more than there were enters");
        return;
    }
    hook(exit_scope, .scope = (uint32_t)scope_top(&call->manager->scopes)->number, .depth = depth - 1,
         .site = call->site);
    scope_check_thread(call);
    scope_leave(call);
}
