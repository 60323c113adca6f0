/* SPDX-License-Identifier: MIT */
#include "diagnostics.h"

void diagnostics_init(struct diagnostics *diagnostics, struct names *names)
{
    *diagnostics = (struct diagnostics){
        .names = names, .groups = GROUPING_OF(struct diagnostic_group), .wrong_exits = GROUPING_OF(struct wrong_exit)};
}

void diagnostics_free(struct diagnostics *diagnostics)
{
    grouping_free(&diagnostics->groups);
    grouping_free(&diagnostics->wrong_exits);
}

/* The scope whose exit was the last that counted references of the object. */
static uint32_t freed_in(const struct ledger *ledger)
{
    for (size_t i = ledger_kept(ledger); i > 0; i--) {
        const struct ledger_entry *entry = ledger_entry(ledger, i - 1);
        if (ledger_op_counts(entry->op)) {
            return entry->op == LEDGER_SCOPE_LEFT ? entry->scope : 0;
        }
    }
    return 0;
}

static void object_take(struct diagnostic_group *group, const struct object *object)
{
    group->kind = object ? (int)object->facts.kind : -1;
    group->missed_move = object ? ledger_missed_move(&object->ledger) : 0;
    group->freed_in = object ? freed_in(&object->ledger) : 0;
    group->step_count = object && !object->past_unknown ? shape_steps(&object->ledger, group->steps) : 0;
    if (group->step_count > SHAPE_STEPS) {
        group->step_count = 0;
    }
}

/* Such a misuse is told between the exit and what it releases. */
static void wrong_exit_take(struct diagnostics *diagnostics, const struct tl_event_diagnostic *event)
{
    const bool wrong =
        event->code == TL_DIAGNOSTIC_EXIT_OTHER_THREAD || event->code == TL_DIAGNOSTIC_FUNCTION_SCOPE_GONE;
    if (wrong && diagnostics->exited != 0 && diagnostics->wrong_exits.count < WRONG_EXITS_MOST) {
        struct wrong_exit *exit = grouping_entry(&diagnostics->wrong_exits, &diagnostics->exited);
        exit->code = event->code;
        exit->site = event->site;
    }
}

static void diagnostic_take(struct diagnostics *diagnostics, const struct tl_event_diagnostic *event, int64_t time_ns,
                            const struct replay *replay)
{
    const struct diagnostic_key key = {event->code, event->site};
    struct diagnostic_group *group = grouping_entry(&diagnostics->groups, &key);
    if (group->count++ == 0) {
        group->severity = event->severity;
        group->first_ns = time_ns;
        group->first_site = event->site;
        group->pointer = event->pointer;
        group->object = event->object;
        group->other_site = event->other_site;
        object_take(group, replay_find(replay, event->object));
        group->text = names_keep(diagnostics->names, event->text);
    }
    group->last_ns = time_ns;
    wrong_exit_take(diagnostics, event);
    diagnostics->count++;
    diagnostics->errors += event->severity == TL_SEVERITY_ERROR;
}

static void mark_take(struct diagnostics *diagnostics, const struct tl_event_mark *event, int64_t time_ns)
{
    if (diagnostics->mark_count < MARKS_KEPT) {
        diagnostics->marks[diagnostics->mark_count] =
            (struct mark){time_ns, event->site, names_keep(diagnostics->names, event->text)};
    }
    diagnostics->mark_count++;
}

void diagnostics_event(struct diagnostics *diagnostics, const struct trace_event *event, const struct replay *replay)
{
    if (event->id == TL_EVENT_diagnostic) {
        diagnostic_take(diagnostics, &event->as.diagnostic, event->time_ns, replay);
    } else if (event->id == TL_EVENT_mark) {
        mark_take(diagnostics, &event->as.mark, event->time_ns);
    } else if (event->id == TL_EVENT_exit_scope) {
        diagnostics->exited = event->as.exit_scope.scope;
    } else if (event->id == TL_EVENT_function_exit) {
        diagnostics->exited = event->as.function_exit.scope;
    }
}

bool diagnostics_freed_by(const struct diagnostics *diagnostics, uint32_t freed_in, uint32_t code, uint32_t place,
                          const struct sites *sites)
{
    const struct wrong_exit *exit = grouping_find(&diagnostics->wrong_exits, &freed_in);
    return exit && exit->code == code && sites_place(sites, exit->site) == place;
}

static int by_weight(const void *left, const void *right)
{
    const struct diagnostic_group *a = *(struct diagnostic_group *const *)left;
    const struct diagnostic_group *b = *(struct diagnostic_group *const *)right;
    if (a->severity != b->severity) {
        return a->severity < b->severity ? 1 : -1;
    }
    if (a->first_ns != b->first_ns) {
        return a->first_ns < b->first_ns ? -1 : 1;
    }
    return a->key.code != b->key.code ? (a->key.code < b->key.code ? -1 : 1) : (a->key.site < b->key.site ? -1 : 1);
}

static void to_place(const void *sites, void *entry)
{
    struct diagnostic_group *group = entry;
    group->key.site = sites_place(sites, group->key.site);
}

/* Groups stand in the order of their first appearance. */
static void merge(void *into, const void *from)
{
    struct diagnostic_group *group = into;
    const struct diagnostic_group *other = from;
    group->count += other->count;
    group->last_ns = other->last_ns > group->last_ns ? other->last_ns : group->last_ns;
}

void diagnostics_finish(struct diagnostics *diagnostics, const struct sites *sites)
{
    grouping_regroup(&diagnostics->groups, to_place, sites, merge);
    grouping_sort(&diagnostics->groups, by_weight);
}
