/* SPDX-License-Identifier: MIT */
#include "visits.h"

#include <stdlib.h>

#include "calls.h"
#include "memory.h"
#include "stack.h"

/* One passage through a scope. It lasts as long as objects that were born in it. */
struct visit {
    uint32_t path;
    uint32_t number;
    uint32_t objects; /* born in it, and alive */
    int64_t entered_ns;
    bool left;
    uint64_t left_call; /* calls before the one that left it, */
    uint32_t left_site; /* and where that was */
};

static void visit_drop(struct visit *visit)
{
    if (visit->left && visit->objects == 0) {
        free(visit);
    }
}

static struct visit *visit_of(const struct visits *visits, uint32_t number)
{
    return idmap_find(&visits->scopes, number);
}

/* The path of a scope, by that of the one around it. */
static uint32_t path_of(const struct visits *visits, const struct scope *scope)
{
    const struct visit *outer = scope->outer ? visit_of(visits, scope->outer->number) : NULL;
    return scope_paths_number(visits->paths, outer ? outer->path : 0, visits->process, scope->site, scope->function);
}

static void entered(struct visits *visits, const struct scope *scope)
{
    if (!scope->outer || visit_of(visits, scope->number)) {
        return;
    }
    struct visit *visit = memory_new(sizeof(*visit));
    visit->path = path_of(visits, scope);
    visit->number = scope->number;
    visit->entered_ns = scope->entered_ns;
    scope_paths_at(visits->paths, visit->path)->entries += !scope->inherited;
    idmap_put(&visits->scopes, scope->number, visit);
}

static void restated(struct visits *visits, const struct scope *scope)
{
    struct visit *visit = scope ? visit_of(visits, scope->number) : NULL;
    if (visit) {
        scope_paths_at(visits->paths, visit->path)->entries -= !scope->inherited;
        visit->path = path_of(visits, scope);
        scope_paths_at(visits->paths, visit->path)->entries += !scope->inherited;
    }
}

void visits_born(struct visits *visits, const struct object *object, const struct replay *replay)
{
    if (idmap_find(&visits->births, object->number)) {
        return;
    }
    struct birth *birth = memory_new(sizeof(*birth));
    birth->visit = visit_of(visits, object->born_in.number);
    birth->thread = replay->thread;
    if (birth->visit) {
        birth->visit->objects++;
    }
    idmap_put(&visits->births, object->number, birth);
}

/* What an exit releases dies between it and the next call, at the exit's own place. */
static bool died_in_exit(const struct visits *visits, const struct visit *visit, const struct replay *replay)
{
    return visits->calls == visit->left_call + 1 && replay->site == visit->left_site;
}

static void visit_died(const struct visits *visits, struct visit *visit, const struct replay *replay, bool alive)
{
    if (visit->left && (alive || !died_in_exit(visits, visit, replay))) {
        scope_paths_at(visits->paths, visit->path)->outlived++;
    }
    visit->objects--;
    visit_drop(visit);
}

uint32_t visits_died(struct visits *visits, const struct object *object, const struct replay *replay, bool alive,
                     uint32_t *thread)
{
    struct birth *birth = idmap_find(&visits->births, object->number);
    const uint32_t path = birth && birth->visit ? birth->visit->path : 0;
    *thread = birth ? birth->thread : 0;
    scope_paths_at(visits->paths, path)->kept += alive;
    if (birth) {
        if (birth->visit) {
            visit_died(visits, birth->visit, replay, alive);
        }
        idmap_remove(&visits->births, object->number);
        free(birth);
    }
    return path;
}

static void ended(const struct visits *visits, struct visit *visit, int64_t time_ns)
{
    const uint64_t duration = time_ns > visit->entered_ns ? (uint64_t)(time_ns - visit->entered_ns) : 0;
    scope_paths_at(visits->paths, visit->path)->time_ns += duration;
    visit->left = true;
}

void visits_left(struct visits *visits, const struct scope *scope, const struct replay *replay)
{
    struct visit *visit = visit_of(visits, scope->number);
    if (visit) {
        ended(visits, visit, replay->time_ns);
        visit->left_call = visits->calls;
        visit->left_site = replay->site;
        idmap_remove(&visits->scopes, scope->number);
        visit_drop(visit);
    }
}

void visits_event(struct visits *visits, const struct trace_event *event, const struct replay *replay)
{
    visits->calls += event_is_call(event->id);
    switch (event->id) {
    case TL_EVENT_enter_scope:
    case TL_EVENT_function_enter:
    case TL_EVENT_inherited_scope:
        entered(visits, replay->manager->top);
        break;
    case TL_EVENT_restate:
        restated(visits, event->as.restate.scope == 0 ? NULL : scope_find(replay->manager, event->as.restate.scope));
        break;
    default:
        break;
    }
}

void visits_finish(struct visits *visits, int64_t end_ns)
{
    size_t at = 0;
    for (struct visit *visit; (visit = idmap_next(&visits->scopes, &at));) {
        scope_paths_at(visits->paths, visit->path)->open++;
        ended(visits, visit, end_ns);
        free(visit);
    }
    idmap_free(&visits->births);
    idmap_free(&visits->scopes);
}
