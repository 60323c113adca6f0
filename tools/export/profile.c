/* SPDX-License-Identifier: MIT */
#include "profile.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

static int by_stack(const void *left, const void *right)
{
    const struct sample *a = left;
    const struct sample *b = right;
    for (size_t i = 0; i < a->depth && i < b->depth; i++) {
        if (a->stack[i] != b->stack[i]) {
            return a->stack[i] < b->stack[i] ? -1 : 1;
        }
    }
    if (a->depth != b->depth) {
        return a->depth < b->depth ? -1 : 1;
    }
    if (a->usage.key.kind != b->usage.key.kind) {
        return a->usage.key.kind < b->usage.key.kind ? -1 : 1;
    }
    return strcmp(a->usage.key.name, b->usage.key.name);
}

static bool is_same(const struct sample *left, const struct sample *right)
{
    return left->depth == right->depth && memcmp(left->stack, right->stack, left->depth * sizeof(*left->stack)) == 0 &&
           left->usage.key.kind == right->usage.key.kind && strcmp(left->usage.key.name, right->usage.key.name) == 0;
}

static void amount_merge(struct amount *into, const struct amount *from)
{
    into->objects += from->objects;
    into->bytes += from->bytes;
}

/* The most of two entries together is not known: the sum of both is an upper bound. */
static void sample_merge(struct usage_entry *into, const struct usage_entry *from)
{
    amount_merge(&into->alive, &from->alive);
    amount_merge(&into->most, &from->most);
    for (size_t i = 0; i < USAGE_VALUES; i++) {
        amount_merge(&into->amounts[i], &from->amounts[i]);
    }
    into->lifetimes_ns += from->lifetimes_ns;
}

static void samples_merge(struct profile *profile)
{
    size_t kept = 0;
    for (size_t i = 0; i < profile->count; i++) {
        if (kept > 0 && is_same(&profile->samples[kept - 1], &profile->samples[i])) {
            sample_merge(&profile->samples[kept - 1].usage, &profile->samples[i].usage);
        } else {
            profile->samples[kept++] = profile->samples[i];
        }
    }
    profile->count = kept;
}

/* All stacks, one after the other; *starts[i] is where that of entry i begins. */
static void stacks_fill(struct profile *profile, const struct usage *usage, size_t *starts)
{
    uint32_t stack[STACK_MOST];
    size_t used = 0;
    size_t room = 0;
    for (size_t i = 0; i < usage->entries.count; i++) {
        const struct usage_entry *entry = usage->entries.entries[i];
        const size_t depth = frames_of_site(&profile->frames, entry->key.site, stack);
        if (used + depth > room) {
            room = 2 * room + STACK_MOST;
            profile->stacks = memory_resize(profile->stacks, room, sizeof(*profile->stacks));
        }
        memcpy(profile->stacks + used, stack, depth * sizeof(*stack));
        starts[i] = used;
        used += depth;
    }
    starts[usage->entries.count] = used;
}

struct profile profile_of(const struct usage *usage, const struct sites *sites, bool addresses)
{
    struct profile profile = {.count = usage->entries.count};
    size_t *starts = memory_new((profile.count + 1) * sizeof(*starts));
    frames_init(&profile.frames, sites, addresses);
    stacks_fill(&profile, usage, starts);
    profile.samples = memory_new((profile.count + 1) * sizeof(*profile.samples));
    for (size_t i = 0; i < profile.count; i++) {
        profile.samples[i] = (struct sample){profile.stacks + starts[i], starts[i + 1] - starts[i],
                                             *(const struct usage_entry *)usage->entries.entries[i]};
    }
    free(starts);
    qsort(profile.samples, profile.count, sizeof(*profile.samples), by_stack);
    samples_merge(&profile);
    return profile;
}

void profile_free(struct profile *profile)
{
    frames_free(&profile->frames);
    free(profile->samples);
    free(profile->stacks);
}
