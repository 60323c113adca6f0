/* SPDX-License-Identifier: MIT */
#include "grouping.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

static uint64_t mixed(uint64_t hash, uint64_t part)
{
    hash = (hash ^ part) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 29;
}

/* Keys are of a few numbers: eight bytes at a time, four at the end of some. */
static uint64_t hash_of(const void *key, size_t bytes)
{
    const unsigned char *at = key;
    uint64_t hash = bytes;
    for (; bytes >= sizeof(uint64_t); bytes -= sizeof(uint64_t), at += sizeof(uint64_t)) {
        uint64_t part;
        memcpy(&part, at, sizeof(part));
        hash = mixed(hash, part);
    }
    if (bytes > 0) {
        uint32_t part;
        memcpy(&part, at, sizeof(part));
        hash = mixed(hash, part);
    }
    return hash;
}

static bool same(const void *left, const void *right, size_t bytes)
{
    const unsigned char *a = left;
    const unsigned char *b = right;
    for (; bytes >= sizeof(uint64_t); bytes -= sizeof(uint64_t), a += sizeof(uint64_t), b += sizeof(uint64_t)) {
        if (memcmp(a, b, sizeof(uint64_t)) != 0) {
            return false;
        }
    }
    return bytes == 0 || memcmp(a, b, sizeof(uint32_t)) == 0;
}

/* The slot of the key, or the free one where it belongs. */
static size_t slot_of(const struct grouping *groups, const void *key)
{
    size_t slot = hash_of(key, groups->key_bytes) & (groups->size - 1);
    while (groups->slots[slot] && !same(groups->slots[slot], key, groups->key_bytes)) {
        slot = (slot + 1) & (groups->size - 1);
    }
    return slot;
}

static void grow(struct grouping *groups)
{
    groups->size = groups->size ? groups->size * 2 : 32;
    free(groups->slots);
    groups->slots = memory_new(groups->size * sizeof(void *));
    groups->entries = memory_resize(groups->entries, groups->size / 2, sizeof(*groups->entries));
    for (size_t i = 0; i < groups->count; i++) {
        groups->slots[slot_of(groups, groups->entries[i])] = groups->entries[i];
    }
}

void *grouping_find(const struct grouping *groups, const void *key)
{
    return groups->size == 0 ? NULL : groups->slots[slot_of(groups, key)];
}

void *grouping_entry(struct grouping *groups, const void *key)
{
    void *entry = grouping_find(groups, key);
    if (entry) {
        return entry;
    }
    if ((groups->count + 1) * 2 > groups->size) {
        grow(groups);
    }
    entry = memory_new(groups->entry_bytes);
    memcpy(entry, key, groups->key_bytes);
    size_t slot = slot_of(groups, key);
    groups->entries[groups->count++] = entry;
    groups->slots[slot] = entry;
    return entry;
}

void grouping_regroup(struct grouping *groups, void (*rekey)(const void *context, void *entry), const void *context,
                      void (*merge)(void *into, const void *from))
{
    size_t kept = 0;
    if (groups->count == 0) {
        return;
    }
    memset(groups->slots, 0, groups->size * sizeof(void *));
    for (size_t i = 0; i < groups->count; i++) {
        void *entry = groups->entries[i];
        rekey(context, entry);
        const size_t slot = slot_of(groups, entry);
        if (!groups->slots[slot]) {
            groups->entries[kept++] = entry;
            groups->slots[slot] = entry;
        } else {
            merge(groups->slots[slot], entry);
            free(entry);
        }
    }
    groups->count = kept;
}

void grouping_sort(struct grouping *groups, int (*compare)(const void *left, const void *right))
{
    if (groups->count > 0) {
        qsort(groups->entries, groups->count, sizeof(*groups->entries), compare);
    }
}

void grouping_free(struct grouping *groups)
{
    for (size_t i = 0; i < groups->count; i++) {
        free(groups->entries[i]);
    }
    free(groups->entries);
    free(groups->slots);
    groups->entries = NULL;
    groups->slots = NULL;
    groups->count = groups->size = 0;
}
