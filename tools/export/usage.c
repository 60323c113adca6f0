/* SPDX-License-Identifier: MIT */
#include "usage.h"

#include <string.h>

const struct usage_names usage_values[USAGE_VALUES] = {
#define USAGE(code, name, pprof, meaning) {name, pprof, meaning},
#include "usage.def"
#undef USAGE
};

int export_value_find(const char *name)
{
    for (int i = 0; i < USAGE_VALUES; i++) {
        if (strcmp(usage_values[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

void usage_init(struct usage *usage, bool by_kind)
{
    *usage = (struct usage){.entries = GROUPING_OF(struct usage_entry), .by_kind = by_kind};
}

void usage_free(struct usage *usage)
{
    grouping_free(&usage->entries);
    names_free(&usage->names);
}

static struct usage_entry *entry_of(struct usage *usage, const struct object *object)
{
    const struct usage_key key = {names_keep(&usage->names, usage->by_kind ? facts_name(&object->facts) : ""),
                                  object->facts.site, usage->by_kind ? object->facts.kind : 0};
    return grouping_entry(&usage->entries, &key);
}

static void amount_add(struct amount *amount, const struct object *object)
{
    amount->objects++;
    amount->bytes += object->facts.bytes;
}

void usage_counts(struct usage *usage, const struct object *object, bool alive)
{
    struct usage_entry *entry = entry_of(usage, object);
    if (!alive) {
        entry->alive.objects--;
        entry->alive.bytes -= object->facts.bytes;
        return;
    }
    amount_add(&entry->alive, object);
    if (entry->alive.bytes > entry->most.bytes ||
        (entry->alive.bytes == entry->most.bytes && entry->alive.objects > entry->most.objects)) {
        entry->most = entry->alive;
    }
}

static struct usage_entry *made_add(struct usage *usage, const struct object *object, int64_t end_ns)
{
    struct usage_entry *entry = entry_of(usage, object);
    amount_add(&entry->amounts[USAGE_MADE], object);
    entry->lifetimes_ns += end_ns > object->born_ns ? (uint64_t)(end_ns - object->born_ns) : 0;
    return entry;
}

static void ended(void *context, struct player *player, const struct object *object, enum tl_fate fate)
{
    (void)fate;
    made_add(context, object, player->replay.time_ns);
}

static void peak(void *context, struct player *player)
{
    const struct usage *usage = context;
    (void)player;
    for (size_t i = 0; i < usage->entries.count; i++) {
        struct usage_entry *entry = usage->entries.entries[i];
        entry->amounts[USAGE_PEAK] = entry->alive;
    }
}

struct finishing {
    struct usage *usage;
    const struct player *player;
};

static void alive_take(void *context, const struct object *object)
{
    const struct finishing *finishing = context;
    const struct scope *holder;
    if (!object->live) {
        return;
    }
    struct usage_entry *entry = made_add(finishing->usage, object, finishing->player->process->last_ns);
    amount_add(&entry->amounts[USAGE_END], object);
    if (verdict_is_leak(player_verdict(finishing->player, object, &holder)) && !object->inherited) {
        amount_add(&entry->amounts[USAGE_LEAKED], object);
    }
}

static void finished(void *context, struct player *player)
{
    struct finishing finishing = {context, player};
    replay_each(&player->replay, alive_take, &finishing);
}

static void counts(void *context, struct player *player, const struct object *object, bool alive)
{
    (void)player;
    usage_counts(context, object, alive);
}

void usage_collect(struct usage *usage, const struct export_source *source)
{
    const struct playback_visitor visitor = {
        .context = usage, .counts = counts, .ended = ended, .peak = peak, .finished = finished};
    playback_run(source, &visitor);
}
