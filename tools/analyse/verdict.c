/* SPDX-License-Identifier: MIT */
#include "leaks.h"

#include <stddef.h>

#include "replay.h"

static const struct {
    const char *name;
    bool leak;
    const char *meaning;
} verdicts[VERDICTS] = {
#define VERDICT(code, name, leak, meaning) {name, leak, meaning},
#include "verdicts.def"
#undef VERDICT
};

const char *verdict_name(enum verdict verdict)
{
    return verdicts[verdict].name;
}

const char *verdict_meaning(enum verdict verdict)
{
    return verdicts[verdict].meaning;
}

bool verdict_is_leak(enum verdict verdict)
{
    return verdicts[verdict].leak;
}

/* The innermost scope that lists the object: one that was entered if there is any, else the global one. */
static const struct scope *holder_of(const struct object *object)
{
    const struct scope *holder = NULL;
    for (const struct record *record = object->newest_record; record; record = record->object_older) {
        if (!holder || record->scope->depth > holder->depth) {
            holder = record->scope;
        }
    }
    return holder;
}

static enum verdict verdict_of_excess(const struct object *object)
{
    if (object->vector == OBJECT_LOST_VECTOR && object_excess(object) <= object->held) {
        return VERDICT_IN_LOST_VECTOR;
    }
    if (object->past_unknown) {
        return VERDICT_PAST_UNKNOWN;
    }
    if (object->twice > 0) {
        return VERDICT_MOVED_COUNTED_TWICE;
    }
    if (object->moved > 0) {
        return VERDICT_MOVED_NEVER_TAKEN;
    }
    return object->acquires > 0 ? VERDICT_OVER_ACQUIRED : VERDICT_LEAKED;
}

const struct object *verdict_subject(const struct object *object, const struct idmap *objects)
{
    enum { VECTORS_DEEP = 1000 }; /* vectors that stand in each other come to no end */
    const struct object *subject = object;
    for (int depth = 0; depth < VECTORS_DEEP; depth++) {
        const uint32_t excess = object_excess(subject);
        const struct object *vector =
            excess > 0 && excess <= subject->held ? idmap_find(objects, subject->vector) : NULL;
        if (subject->kept || !vector || !vector->live) {
            return subject;
        }
        subject = vector;
    }
    return object;
}

enum verdict verdict_of(const struct object *object, bool ended, const struct scope **holder)
{
    *holder = NULL;
    if (object->pooled) {
        return VERDICT_POOLED;
    }
    if (object->freed_behind) {
        return VERDICT_FREED_BEHIND;
    }
    if (object->kept) {
        return VERDICT_KEPT;
    }
    if (object->held_unknown) {
        return VERDICT_HOLDER_UNKNOWN;
    }
    /* Whoever holds the rest of a program that was killed may have let go yet. */
    if (object_excess(object) > 0 && (ended || (object->twice > 0 && !object->past_unknown))) {
        return verdict_of_excess(object);
    }
    *holder = holder_of(object);
    if (!ended) {
        return VERDICT_ALIVE_WHEN_KILLED;
    }
    if (!*holder) {
        return VERDICT_NEVER_REGISTERED;
    }
    return (*holder)->depth > 1 ? VERDICT_SCOPE_NEVER_LEFT : VERDICT_GLOBAL_SCOPE;
}

/* What the verdict is about; 0 where the call was not told, as of what a parent process did. */
static uint32_t cause_of(enum verdict verdict, const struct object *object, const struct scope *holder)
{
    switch (verdict) {
    case VERDICT_MOVED_COUNTED_TWICE:
        return object->returned_at;
    case VERDICT_MOVED_NEVER_TAKEN:
        return object->unregister_site;
    case VERDICT_OVER_ACQUIRED:
        return object->acquire_site;
    case VERDICT_SCOPE_NEVER_LEFT:
        return holder->site;
    case VERDICT_PAST_UNKNOWN:
    case VERDICT_IN_LOST_VECTOR:
        return object->facts.site;
    default:
        return object->register_site;
    }
}

uint32_t verdict_cause(enum verdict verdict, const struct object *object, const struct scope *holder)
{
    const uint32_t cause = cause_of(verdict, object, holder);
    return cause != 0 ? cause : object->facts.site;
}
