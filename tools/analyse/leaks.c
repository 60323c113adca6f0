/* SPDX-License-Identifier: MIT */
#include "leaks.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "why.h"

void leaks_init(struct leaks *leaks, const struct selection *selection)
{
    *leaks = (struct leaks){.selection = selection, .groups = GROUPING_OF(struct leak_group)};
}

void leaks_free(struct leaks *leaks)
{
    for (size_t i = 0; i < leaks->groups.count; i++) {
        struct leak_group *group = leaks->groups.entries[i];
        grouping_free(&group->balance);
        grouping_free(&group->blamed);
        free(group->born_in);
    }
    grouping_free(&leaks->groups);
}

static void site_add(struct leak_sites *sites, uint32_t site)
{
    for (uint32_t i = 0; i < sites->count; i++) {
        if (sites->sites[i] == site) {
            return;
        }
    }
    if (site == 0) {
        return;
    }
    if (sites->count == LEAK_SITES) {
        sites->more = true;
    } else {
        sites->sites[sites->count++] = site;
    }
}

/* Keeps the oldest few, by object number: numbers grow with time. */
static void example_add(struct leak_group *group, const struct object *object)
{
    size_t at = group->example_count;
    while (at > 0 && group->examples[at - 1].object > object->number) {
        at--;
    }
    if (at == LEAK_EXAMPLES) {
        return;
    }
    group->example_count += group->example_count < LEAK_EXAMPLES;
    memmove(&group->examples[at + 1], &group->examples[at], (group->example_count - at - 1) * sizeof(*group->examples));
    group->examples[at] = (struct leak_example){object->facts,   object->number,  object->count,
                                                object->records, object->pointer, object->born_ns};
}

static void age_add(struct leak_group *group, int64_t age_ns)
{
    histogram_add(&group->ages, (uint64_t)age_ns, 0);
    group->age_min_ns = group->objects == 0 || age_ns < group->age_min_ns ? age_ns : group->age_min_ns;
    group->age_max_ns = age_ns > group->age_max_ns ? age_ns : group->age_max_ns;
}

static void group_add(struct leak_group *group, const struct object *object, const struct sites *sites, int64_t time_ns)
{
    age_add(group, time_ns > object->born_ns ? time_ns - object->born_ns : 0);
    group->objects++;
    group->bytes += object->facts.bytes;
    group->size_unknown += object->facts.bytes == 0;
    group->facts_lost |= object->facts_lost;
    if (group->objects == 1 || object->facts.bytes > group->largest.bytes) {
        group->largest = object->facts;
    }
    const bool twice = group->key.verdict == VERDICT_MOVED_COUNTED_TWICE;
    site_add(&group->registered, sites_place(sites, twice ? object->returned_at : object->register_site));
    site_add(&group->unregistered, sites_place(sites, twice ? object->returned_from : object->unregister_site));
    site_add(&group->acquired, sites_place(sites, object->acquire_site));
    site_add(&group->released, sites_place(sites, object->release_site));
    example_add(group, object);
}

/* Where a balance is being added to. */
struct balance_taker {
    struct grouping *balance;
    const struct sites *sites;
};

static void balance_take(void *context, enum ledger_op op, uint32_t site, uint64_t times)
{
    const struct balance_taker *taker = context;
    const struct op_total_key key = {op, sites_place(taker->sites, site)};
    struct op_total *total = grouping_entry(taker->balance, &key);
    total->times += times;
}

/* What is told of leaks only: what was done to them, and the scope they should have died in. */
static void leak_add(struct leak_group *group, const struct object *object, const struct sites *sites, int64_t time_ns)
{
    const struct scope_facts *outlived = &object->outlived;
    struct balance_taker taker = {&group->balance, sites};
    ledger_each(&object->ledger, balance_take, &taker);
    if (outlived->number == 0) {
        return;
    }
    const int64_t by_ns = time_ns > outlived->time_ns ? time_ns - outlived->time_ns : 0;
    group->outlived_min_ns = group->outlived == 0 || by_ns < group->outlived_min_ns ? by_ns : group->outlived_min_ns;
    group->outlived_max_ns = by_ns > group->outlived_max_ns ? by_ns : group->outlived_max_ns;
    group->outlived = group->outlived != 0 ? group->outlived : outlived->site;
}

/* In which scope it was made, which is an iteration where there are many of that place. */
static void born_add(struct leak_group *group, const struct object *object, const struct sites *sites)
{
    const uint32_t loop = object->born_in.site == 0 ? 0 : sites_place(sites, object->born_in.site);
    if (group->objects == 1) {
        group->loop = loop;
    }
    if (loop == 0 || loop != group->loop) {
        return;
    }
    if ((group->born_count & (group->born_count - 1)) == 0) {
        group->born_in =
            memory_resize(group->born_in, group->born_count ? group->born_count * 2 : 1, sizeof(*group->born_in));
    }
    group->born_in[group->born_count++] = object->born_in.number;
}

/* Still listed by the scope that it was made in, which is not over. */
static bool in_use(const struct object *object)
{
    const struct record *record = object->newest_record;
    while (record && record->scope->number != object->born_in.number) {
        record = record->object_older;
    }
    return record != NULL;
}

static void blame_add(struct leak_group *group, const struct whys *whys, const struct why *why,
                      const struct object *subject, const struct scope *holder)
{
    const struct blame blame = why_blamed(whys, why, subject, holder);
    for (size_t i = 0; i < blame.count; i++) {
        struct blamed_site *blamed = grouping_entry(&group->blamed, &blame.sites[i]);
        blamed->times++;
    }
    group->blame_rough |= !blame.paired;
}

void leaks_take(struct leaks *leaks, const struct object *object, const struct idmap *objects, struct whys *whys,
                bool ended, int64_t time_ns)
{
    const struct sites *sites = whys->sites;
    const struct scope *holder;
    const struct object *subject = verdict_subject(object, objects);
    const enum verdict verdict = verdict_of(subject, ended, &holder);
    const bool leak = verdict_is_leak(verdict); /* only leaks have a cause, and are told with their vectors */
    const bool has_why = leak && !subject->past_unknown && verdict != VERDICT_IN_LOST_VECTOR;
    const struct why *why = has_why ? why_of(whys, subject, verdict, holder) : NULL;
    const uint32_t cause = why ? why->cause : leak ? verdict_cause(verdict, subject, holder) : 0;
    const struct leak_key key = {
        .name = facts_name(&object->facts),
        .verdict = verdict,
        .kind = object->facts.kind,
        .site = sites_place(sites, object->facts.site),
        .scope_site = holder ? sites_place(sites, holder->site) : 0,
        .held = holder != NULL,
        .inherited = object->inherited,
        .cause = sites_place(sites, cause),
        .inside = leak && subject != object,
        .device = object->facts.account->key.device,
    };
    struct leak_group *group = grouping_entry(&leaks->groups, &key);
    if (group->objects == 0) {
        group->cause_site = cause;
        group->why = why;
        group->balance = (struct grouping)GROUPING_OF(struct op_total);
        group->blamed = (struct grouping)GROUPING_OF(struct blamed_site);
    }
    if (group->objects == 0 && holder) {
        group->scope = holder->number;
        group->scope_depth = holder->depth;
        group->scope_thread = holder->thread;
    }
    group_add(group, object, sites, time_ns);
    estimate_add(&group->estimate, leaks->selection, &object->facts);
    const bool unheld = verdict == VERDICT_ALIVE_WHEN_KILLED && !in_use(object);
    leaks->unheld += unheld && !object->inherited;
    if (leak || unheld) {
        born_add(group, object, sites);
    }
    if (leak) {
        leak_add(group, object, sites, time_ns);
        if (why) {
            blame_add(group, whys, why, subject, holder);
        }
    }
    if (leak && !object->inherited) {
        leaks->objects++;
        leaks->bytes += object->facts.bytes;
        leaks->size_unknown += object->facts.bytes == 0;
        estimate_add(&leaks->estimate, leaks->selection, &object->facts);
    }
}

static int by_weight(const void *left, const void *right)
{
    const struct leak_group *a = *(struct leak_group *const *)left;
    const struct leak_group *b = *(struct leak_group *const *)right;
    const int orders[] = {
        compare_numbers(a->key.inherited, b->key.inherited),
        compare_numbers(verdict_is_leak(b->key.verdict), verdict_is_leak(a->key.verdict)),
        compare_numbers(b->bytes, a->bytes),
        compare_numbers(b->objects, a->objects),
        compare_numbers(a->key.verdict, b->key.verdict),
        compare_numbers(a->examples[0].object, b->examples[0].object),
    };
    return compare_first(orders, sizeof(orders) / sizeof(*orders));
}

static int by_times(const void *left, const void *right)
{
    const struct op_total *a = *(struct op_total *const *)left;
    const struct op_total *b = *(struct op_total *const *)right;
    const int times = compare_numbers(b->times, a->times);
    const int ops = compare_numbers(a->key.op, b->key.op);
    return times != 0 ? times : ops != 0 ? ops : compare_numbers(a->key.place, b->key.place);
}

static int by_number(const void *left, const void *right)
{
    return compare_numbers(*(const uint32_t *)left, *(const uint32_t *)right);
}

static void iterations_count(struct leak_group *group)
{
    if (group->born_count > 0) {
        qsort(group->born_in, group->born_count, sizeof(*group->born_in), by_number);
    }
    for (size_t i = 0; i < group->born_count; i++) {
        group->iterations += i == 0 || group->born_in[i] != group->born_in[i - 1];
    }
}

void leaks_finish(struct leaks *leaks)
{
    for (size_t i = 0; i < leaks->groups.count; i++) {
        struct leak_group *group = leaks->groups.entries[i];
        grouping_sort(&group->balance, by_times);
        iterations_count(group);
    }
    grouping_sort(&leaks->groups, by_weight);
}

struct leak_amount leaks_on(const struct leaks *leaks, uint32_t device)
{
    struct leak_amount amount = {0};
    for (size_t i = 0; i < leaks->groups.count; i++) {
        const struct leak_group *group = leaks->groups.entries[i];
        if (group->key.device == device && verdict_is_leak(group->key.verdict) && !group->key.inherited) {
            amount.objects += group->objects;
            amount.bytes += group->bytes;
            amount.size_unknown += group->size_unknown;
        }
    }
    return amount;
}
