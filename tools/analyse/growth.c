/* SPDX-License-Identifier: MIT */
#include "growth.h"

#include "stack.h"

/* What one scope holds of one account. */
struct held {
    struct held_key {
        const struct account *of;
    } key;
    uint64_t objects;
    uint64_t bytes;
    struct estimate estimate;
    uint64_t last_born; /* number of the event */
    uint32_t registered;
};

void growth_init(struct growth *growth, const struct selection *selection)
{
    *growth = (struct growth){.selection = selection, .piles = GROUPING_OF(struct pile)};
}

void growth_free(struct growth *growth)
{
    grouping_free(&growth->piles);
}

/* Only what the scope alone holds, and what was made directly in it. */
static void record_take(struct grouping *all, const struct record *record, const struct selection *selection)
{
    const struct object *object = record->object;
    const struct account *account = object->facts.account;
    if (object->born_in.number != record->scope->number || object->records != 1 || object->count != 1 || object->kept) {
        return;
    }
    const struct held_key key = {account};
    struct held *held = grouping_entry(all, &key);
    held->objects++;
    held->bytes += object->facts.bytes;
    estimate_add(&held->estimate, selection, &object->facts);
    held->registered = object->register_site;
    held->last_born = object->born_event > held->last_born ? object->born_event : held->last_born;
}

static void pile_add(struct growth *growth, const struct held *held, const struct scope *scope, bool kept)
{
    const struct pile_key key = {held->key.of, scope->site, kept};
    struct pile *pile = grouping_entry(&growth->piles, &key);
    pile->scopes++;
    pile->objects += held->objects;
    pile->bytes += held->bytes;
    estimate_sum(&pile->estimate, &held->estimate);
    pile->registered = held->registered;
}

static void scope_take(struct growth *growth, const struct scope *scope, uint64_t now, bool kept)
{
    struct grouping all = GROUPING_OF(struct held);
    const uint64_t half = scope->entered_event + (now - scope->entered_event) / 2;
    if (scope->records < PILE_FEWEST) {
        return;
    }
    for (const struct record *record = scope->newest_record; record; record = record->scope_older) {
        record_take(&all, record, growth->selection);
    }
    for (size_t i = 0; i < all.count; i++) {
        const struct held *held = all.entries[i];
        if (held->objects >= PILE_FEWEST && held->last_born > half) {
            pile_add(growth, held, scope, kept);
        }
    }
    grouping_free(&all);
}

void growth_event(struct growth *growth, const struct trace_event *event, const struct replay *replay)
{
    const uint32_t number = event->id == TL_EVENT_exit_scope      ? event->as.exit_scope.scope
                            : event->id == TL_EVENT_function_exit ? event->as.function_exit.scope
                                                                  : 0;
    const struct scope *scope = number == 0 ? NULL : scope_find(replay->manager, number);
    if (scope) {
        scope_take(growth, scope, replay->events, false);
    }
}

void growth_finish(struct growth *growth, const struct replay *replay)
{
    size_t at = 0;
    for (const struct manager *manager; (manager = idmap_next(&replay->managers, &at));) {
        for (const struct scope *scope = manager->top; scope; scope = scope->outer) {
            scope_take(growth, scope, replay->events, true);
        }
    }
}
