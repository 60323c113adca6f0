/* SPDX-License-Identifier: MIT */
#include "lifetimes.h"

#include <string.h>

void lifetimes_init(struct lifetimes *lifetimes)
{
    *lifetimes = (struct lifetimes){.sites = GROUPING_OF(struct lifetime_site)};
}

void lifetimes_free(struct lifetimes *lifetimes)
{
    grouping_free(&lifetimes->sites);
}

/* Keeps the longest in order; a newcomer that is no longer than the last is not kept. */
static void longest_take(struct lifetimes *lifetimes, const struct object *object, bool alive, int64_t age_ns)
{
    size_t at = lifetimes->longest_count;
    while (at > 0 && lifetimes->longest[at - 1].age_ns < age_ns) {
        at--;
    }
    if (at == LONGEST_KEPT) {
        return;
    }
    lifetimes->longest_count += lifetimes->longest_count < LONGEST_KEPT;
    memmove(&lifetimes->longest[at + 1], &lifetimes->longest[at],
            (lifetimes->longest_count - at - 1) * sizeof(*lifetimes->longest));
    lifetimes->longest[at] = (struct lifetime){object->facts, object->number, alive, object->born_ns, age_ns};
}

static struct lifetime_site *site_of(struct lifetimes *lifetimes, const struct facts *facts)
{
    struct lifetime_site **latest = &facts->account->lifetimes;
    const struct lifetime_site *site = *latest;
    if (!site || site->key.site != facts->site || site->key.name != facts_name(facts) ||
        site->key.kind != facts->kind) {
        const struct lifetime_site_key key = {facts_name(facts), facts->site, facts->kind};
        *latest = grouping_entry(&lifetimes->sites, &key);
    }
    return *latest;
}

static struct lifetime_site *made_take(struct lifetimes *lifetimes, const struct object *object)
{
    const struct facts *facts = &object->facts;
    struct lifetime_site *site = site_of(lifetimes, facts);
    const uint32_t device = facts->account->key.device;
    site->objects++;
    site->bytes += facts->bytes;
    lifetimes->device_objects[device]++;
    lifetimes->device_bytes[device] += facts->bytes;
    return site;
}

static int64_t age_of(const struct object *object, int64_t time_ns)
{
    return time_ns > object->born_ns ? time_ns - object->born_ns : 0;
}

void lifetimes_ended(struct lifetimes *lifetimes, const struct object *object, int64_t time_ns)
{
    const int64_t age_ns = age_of(object, time_ns);
    struct lifetime_site *site = made_take(lifetimes, object);
    histogram_add(&site->ages, (uint64_t)age_ns, object->facts.bytes);
    site->ended++;
    longest_take(lifetimes, object, false, age_ns);
}

void lifetimes_alive(struct lifetimes *lifetimes, const struct object *object, int64_t time_ns)
{
    made_take(lifetimes, object);
    longest_take(lifetimes, object, true, age_of(object, time_ns));
}

/* Places where nothing ended come last: how long their objects live is not known. */
static int by_median(const void *left, const void *right)
{
    const struct lifetime_site *a = *(struct lifetime_site *const *)left;
    const struct lifetime_site *b = *(struct lifetime_site *const *)right;
    uint64_t median_a = a->ended > 0 ? histogram_median(&a->ages) : UINT64_MAX;
    uint64_t median_b = b->ended > 0 ? histogram_median(&b->ages) : UINT64_MAX;
    if (median_a != median_b) {
        return median_a < median_b ? -1 : 1;
    }
    if (a->objects != b->objects) {
        return a->objects < b->objects ? 1 : -1;
    }
    return a->key.site != b->key.site ? (a->key.site > b->key.site ? 1 : -1) : strcmp(a->key.name, b->key.name);
}

static void to_place(const void *sites, void *entry)
{
    struct lifetime_site *site = entry;
    site->key.site = sites_place(sites, site->key.site);
}

static void merge(void *into, const void *from)
{
    struct lifetime_site *site = into;
    const struct lifetime_site *other = from;
    site->objects += other->objects;
    site->bytes += other->bytes;
    site->ended += other->ended;
    histogram_merge(&site->ages, &other->ages);
}

void lifetimes_finish(struct lifetimes *lifetimes, const struct sites *sites)
{
    grouping_regroup(&lifetimes->sites, to_place, sites, merge);
    for (size_t i = 0; i < lifetimes->sites.count; i++) {
        const struct lifetime_site *site = lifetimes->sites.entries[i];
        histogram_merge(&lifetimes->all, &site->ages);
        histogram_merge(&lifetimes->kinds[site->key.kind], &site->ages);
        lifetimes->made_objects[site->key.kind] += site->objects;
        lifetimes->made_bytes[site->key.kind] += site->bytes;
    }
    grouping_sort(&lifetimes->sites, by_median);
}

uint64_t lifetimes_made(const struct lifetimes *lifetimes)
{
    return kinds_sum(lifetimes->made_objects);
}

uint64_t lifetimes_made_bytes(const struct lifetimes *lifetimes)
{
    return kinds_sum(lifetimes->made_bytes);
}
