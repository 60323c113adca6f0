/* SPDX-License-Identifier: MIT */
#include "table/scopes.h"

enum { HOLES_WORTH_SQUEEZING = 32 };

static struct record *record_at(const struct scopes *scopes, uint32_t index)
{
    return (struct record *)scopes->records.items + index;
}

bool scopes_init(struct scopes *scopes, struct objects *objects, struct scope global)
{
    *scopes = (struct scopes){.objects = objects};
    return scopes_push(scopes, global);
}

void scopes_free(struct scopes *scopes)
{
    array_free(&scopes->scopes, sizeof(struct scope));
    array_free(&scopes->records, sizeof(struct record));
}

bool scopes_add_record(struct scopes *scopes, uint32_t object)
{
    struct object *listed = object_as_it_is(scopes->objects, object);
    if (!array_reserve(&scopes->records, 1, sizeof(struct record)))
        return false;
    *record_at(scopes, scopes->records.count) = (struct record){.object = object, .older = listed->newest_record};
    listed->newest_record = ++scopes->records.count;
    return true;
}

uint32_t scopes_depth_of_record(const struct scopes *scopes, uint32_t index)
{
    uint32_t depth = 1;
    uint32_t above = scopes_depth(scopes) + 1; /* the record is at `depth` or deeper, but not as deep as this */
    while (above - depth > 1) {
        const uint32_t middle = depth + (above - depth) / 2;
        if (scope_at(scopes, middle)->first_record <= index)
            depth = middle;
        else
            above = middle;
    }
    return depth;
}

/* Drops holes at the end of the top scope's records. */
static void trim(struct scopes *scopes)
{
    struct scope *top = scope_top(scopes);
    while (scopes->records.count > top->first_record && record_at(scopes, scopes->records.count - 1)->object == 0) {
        scopes->records.count--;
        top->holes--;
    }
}

/* Closes the holes of the top scope: unchains its records, then puts them back without gaps, oldest first. */
APART static void squeeze(struct scopes *scopes)
{
    struct scope *top = scope_top(scopes);
    uint32_t kept = top->first_record;
    for (uint32_t i = scopes->records.count; i > top->first_record; i--) {
        const struct record *record = record_at(scopes, i - 1);
        if (record->object != 0)
            object_as_it_is(scopes->objects, record->object)->newest_record = record->older;
    }
    for (uint32_t i = top->first_record; i < scopes->records.count; i++) {
        struct record record = *record_at(scopes, i);
        if (record.object == 0)
            continue;
        struct object *object = object_as_it_is(scopes->objects, record.object);
        record.older = object->newest_record;
        *record_at(scopes, kept++) = record;
        object->newest_record = kept;
    }
    scopes->records.count = kept;
    top->holes = 0;
    array_shrink(&scopes->records, sizeof(struct record));
}

void scopes_remove_newest_record(struct scopes *scopes, struct object *object, uint32_t depth)
{
    struct record *record = record_at(scopes, object->newest_record - 1);
    struct scope *scope = scope_at(scopes, depth);
    object->newest_record = record->older;
    record->object = 0;
    scope->holes++;
    if (depth != scopes_depth(scopes))
        return;
    trim(scopes);
    if (scope->holes > HOLES_WORTH_SQUEEZING && scope->holes > (scopes->records.count - scope->first_record) / 2)
        squeeze(scopes);
}

bool scopes_are_valid(const struct scopes *scopes)
{
    uint32_t end = scopes->records.count;
    for (uint32_t depth = scopes_depth(scopes); depth >= 1; depth--) {
        const struct scope *scope = scope_at(scopes, depth);
        uint32_t holes = 0;
        for (uint32_t i = scope->first_record; i < end; i++) {
            const struct record *record = record_at(scopes, i);
            holes += record->object == 0;
            if (record->object != 0 && record->older > i)
                return false;
        }
        if (scope->first_record > end || holes != scope->holes)
            return false;
        end = scope->first_record;
    }
    return end == 0;
}
