/* SPDX-License-Identifier: MIT */
/* The sections on objects: leaks and lifetimes. */
#include "report_internal.h"

enum { SITES_SHOWN = 20, HEAVY_SHARE = 100 };

void json_facts(cJSON *item, const struct facts *facts)
{
    cJSON_AddStringToObject(item, "kind", kind_name(facts->kind));
    cJSON_AddStringToObject(item, "name", facts_name(facts));
    cJSON_AddStringToObject(item, "owner", owner_name(facts->owner));
    json_count(item, "bytes", facts->bytes);
    if (facts->kind == TL_KIND_TENSOR) {
        json_count(item, "elements", facts->elements);
        cJSON_AddStringToObject(item, "dtype", dtype_name(facts->dtype));
        cJSON_AddStringToObject(item, "device", facts->account->device->name);
        if (facts->account->device->certain) {
            json_address(item, "stream", facts->stream);
        }
    }
}

static void sites_add(cJSON *sites, const char *name, const struct process *process, const struct leak_sites *list)
{
    cJSON *array = cJSON_AddArrayToObject(sites, name);
    for (uint32_t i = 0; i < list->count; i++) {
        json_item_site(array, process, list->sites[i]);
    }
}

static cJSON *group_sites(const struct process *process, const struct leak_group *group)
{
    cJSON *sites = cJSON_CreateObject();
    json_site(sites, "first_seen", process, group->key.site);
    sites_add(sites, "registered", process, &group->registered);
    sites_add(sites, "unregistered", process, &group->unregistered);
    sites_add(sites, "acquired", process, &group->acquired);
    sites_add(sites, "released", process, &group->released);
    return sites;
}

static cJSON *group_scope(const struct process *process, const struct leak_group *group)
{
    if (!group->key.held) {
        return cJSON_CreateNull();
    }
    cJSON *scope = cJSON_CreateObject();
    json_count(scope, "scope", group->scope);
    json_count(scope, "depth", group->scope_depth);
    json_count(scope, "thread", group->scope_thread);
    json_site(scope, "entered_at", process, group->key.scope_site);
    return scope;
}

static cJSON *group_examples(const struct process *process, const struct leak_group *group)
{
    cJSON *examples = cJSON_CreateArray();
    for (size_t i = 0; i < group->example_count; i++) {
        const struct leak_example *example = &group->examples[i];
        cJSON *item = cJSON_CreateObject();
        json_count(item, "object", example->object);
        json_address(item, "pointer", example->pointer);
        json_facts(item, &example->facts);
        json_count(item, "count", example->count);
        json_count(item, "records", example->records);
        json_time(item, "born_ns", process, example->born_ns);
        const struct object *object = idmap_find(&process->replay.objects, example->object);
        json_ledger(item, process, &object->ledger);
        cJSON_AddItemToArray(examples, item);
    }
    return examples;
}

static cJSON *group_balance(const struct process *process, const struct leak_group *group)
{
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < group->balance.count && i < SITES_SHOWN; i++) {
        const struct op_total *total = group->balance.entries[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "operation", ledger_op_name(total->key.op));
        json_site(item, "place", process, total->key.place);
        json_count(item, "times", total->times);
        const uint64_t all = whys_total(&process->whys, total->key.op, total->key.place);
        cJSON_AddItemToObject(item, "times_in_all", all > 0 ? cJSON_CreateNumber((double)all) : cJSON_CreateNull());
        cJSON_AddItemToArray(array, item);
    }
    return array;
}

static cJSON *group_others(const struct process *process, const struct leak_group *group)
{
    const struct why *why = group->why;
    if (!why || why->lacked == 0) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_count(item, "died", why->died);
    json_count(item, "objects", why->others);
    cJSON_AddStringToObject(item, "operation", ledger_op_name(why->lacks));
    json_site(item, "place", process, why->lacked);
    return item;
}

static cJSON *group_outlived(const struct process *process, const struct leak_group *group)
{
    if (group->outlived == 0) {
        return cJSON_CreateNull();
    }
    cJSON *item = cJSON_CreateObject();
    json_site(item, "entered_at", process, group->outlived);
    json_count(item, "by_min_ns", (uint64_t)group->outlived_min_ns);
    json_count(item, "by_max_ns", (uint64_t)group->outlived_max_ns);
    return item;
}

static cJSON *group_ages(const struct leak_group *group)
{
    cJSON *ages = cJSON_CreateObject();
    uint64_t median = histogram_median(&group->ages);
    uint64_t least = (uint64_t)group->age_min_ns;
    uint64_t most = (uint64_t)group->age_max_ns;
    json_count(ages, "min_ns", least);
    json_count(ages, "median_ns_about", median < least ? least : median > most ? most : median);
    json_count(ages, "max_ns", most);
    return ages;
}

cJSON *json_leaks(const struct process *process, bool certain)
{
    cJSON *leaks = cJSON_CreateArray();
    for (size_t i = 0; i < process->leaks.groups.count; i++) {
        const struct leak_group *group = process->leaks.groups.entries[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "verdict", verdict_name(group->key.verdict));
        cJSON_AddBoolToObject(item, "leak", verdict_is_leak(group->key.verdict) && !group->key.inherited);
        cJSON_AddBoolToObject(item, "certain", certain && !group->facts_lost);
        cJSON_AddBoolToObject(item, "inherited", group->key.inherited != 0);
        cJSON_AddStringToObject(item, "kind", kind_name(group->key.kind));
        cJSON_AddStringToObject(item, "name", group->key.name);
        cJSON_AddStringToObject(item, "device", group->largest.account->device->name);
        json_count(item, "objects", group->objects);
        json_count(item, "bytes", group->bytes);
        cJSON_AddItemToObject(item, "estimated", estimate_json(&group->estimate, &process->selection));
        json_count(item, "objects_of_unknown_size", group->size_unknown);
        cJSON_AddItemToObject(item, "sites", group_sites(process, group));
        json_site(item, "cause", process, group->key.cause);
        cJSON_AddItemToObject(item, "balance", group_balance(process, group));
        cJSON_AddItemToObject(item, "others", group_others(process, group));
        cJSON_AddItemToObject(item, "outlived", group_outlived(process, group));
        cJSON_AddItemToObject(item, "scope", group_scope(process, group));
        cJSON_AddItemToObject(item, "ages", group_ages(group));
        cJSON_AddItemToObject(item, "examples", group_examples(process, group));
        cJSON_AddItemToArray(leaks, item);
    }
    return leaks;
}

/* Only buckets that hold something. */
static cJSON *histogram_of(const struct histogram *histogram)
{
    cJSON *buckets = cJSON_CreateArray();
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        if (histogram->buckets[i].count > 0) {
            cJSON *bucket = cJSON_CreateObject();
            json_count(bucket, "from_ns", histogram_from(i));
            json_count(bucket, "objects", histogram->buckets[i].count);
            json_count(bucket, "bytes", histogram->buckets[i].bytes);
            cJSON_AddItemToArray(buckets, bucket);
        }
    }
    return buckets;
}

static cJSON *longest_of(const struct process *process)
{
    cJSON *longest = cJSON_CreateArray();
    for (size_t i = 0; i < process->lifetimes.longest_count; i++) {
        const struct lifetime *lifetime = &process->lifetimes.longest[i];
        cJSON *item = cJSON_CreateObject();
        json_count(item, "object", lifetime->object);
        json_facts(item, &lifetime->facts);
        json_time(item, "born_ns", process, lifetime->born_ns);
        json_count(item, "age_ns", (uint64_t)lifetime->age_ns);
        cJSON_AddBoolToObject(item, "alive", lifetime->alive);
        json_site(item, "site", process, lifetime->facts.site);
        cJSON_AddItemToArray(longest, item);
    }
    return longest;
}

static cJSON *site_lifetime(const struct process *process, const struct lifetime_site *site)
{
    cJSON *item = cJSON_CreateObject();
    json_site(item, "site", process, site->key.site);
    cJSON_AddStringToObject(item, "kind", kind_name(site->key.kind));
    cJSON_AddStringToObject(item, "name", site->key.name);
    json_count(item, "objects", site->objects);
    json_count(item, "bytes", site->bytes);
    json_count(item, "ended", site->ended);
    json_count(item, "median_ns_about", histogram_median(&site->ages));
    return item;
}

/* Places that made at least a hundredth of all objects or bytes, the shortest-lived first. */
static cJSON *heavy_of(const struct process *process)
{
    const struct lifetimes *lifetimes = &process->lifetimes;
    const uint64_t objects = lifetimes_made(lifetimes);
    const uint64_t bytes = lifetimes_made_bytes(lifetimes);
    int shown = 0;
    cJSON *array = cJSON_CreateArray();
    for (size_t i = 0; i < lifetimes->sites.count && shown < SITES_SHOWN; i++) {
        const struct lifetime_site *site = lifetimes->sites.entries[i];
        if (site->ended > 0 &&
            (site->objects >= objects / HEAVY_SHARE || (bytes > 0 && site->bytes >= bytes / HEAVY_SHARE))) {
            cJSON_AddItemToArray(array, site_lifetime(process, site));
            shown++;
        }
    }
    return array;
}

cJSON *json_lifetimes(const struct process *process)
{
    cJSON *lifetimes = cJSON_CreateObject();
    cJSON_AddItemToObject(lifetimes, "histogram", histogram_of(&process->lifetimes.all));
    cJSON *kinds = cJSON_AddObjectToObject(lifetimes, "by_kind");
    for (unsigned i = 0; i < KINDS; i++) {
        cJSON_AddItemToObject(kinds, kind_name(i), histogram_of(&process->lifetimes.kinds[i]));
    }
    cJSON_AddItemToObject(lifetimes, "longest", longest_of(process));
    cJSON_AddItemToObject(lifetimes, "shortest_lived_heavy", heavy_of(process));
    return lifetimes;
}
