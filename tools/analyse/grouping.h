/* SPDX-License-Identifier: MIT */
/*
 * Groups by key: a table that only grows, of entries whose first bytes are their key. Keys are compared as words
 * of 32 bits: they are of whole ones, and have no padding or are zeroed before they are filled.
 */
#ifndef TLSCOPE_ANALYSE_GROUPING_H
#define TLSCOPE_ANALYSE_GROUPING_H

#include <stddef.h>
#include <stdint.h>

struct grouping {
    size_t key_bytes;
    size_t entry_bytes;
    void **entries; /* in order of their first appearance */
    size_t count;
    void **slots; /* the entries by their keys, NULL in a free slot */
    size_t size;
};

/* An empty one for entries of a type whose first member is `key`. */
#define GROUPING_OF(type)                                                                                              \
    {                                                                                                                  \
        .key_bytes = sizeof(((type *)0)->key) + 0 * sizeof(char[sizeof(((type *)0)->key) % 4 == 0 ? 1 : -1]),          \
        .entry_bytes = sizeof(type)                                                                                    \
    }

/* The entry of the key; a new one is zeroed but for its key. Valid until grouping_free. */
void *grouping_entry(struct grouping *groups, const void *key);

/* The entry of the key, NULL when there is none. */
void *grouping_find(const struct grouping *groups, const void *key);

/* Gives every entry another key, then makes one of those whose keys have become equal: `merge` adds the later one,
 * which is freed after that, to the first. */
void grouping_regroup(struct grouping *groups, void (*rekey)(const void *context, void *entry), const void *context,
                      void (*merge)(void *into, const void *from));

/* Sorts the entries; ties keep no order, so the comparison should leave none. The groups can grow no more. */
void grouping_sort(struct grouping *groups, int (*compare)(const void *left, const void *right));

/* -1, 0 or 1, for comparisons. */
static inline int compare_numbers(uint64_t left, uint64_t right)
{
    return left < right ? -1 : left > right;
}

/* The first of them that is not 0; 0 where all are. */
static inline int compare_first(const int *orders, size_t count)
{
    size_t i = 0;
    while (i < count && orders[i] == 0) {
        i++;
    }
    return i < count ? orders[i] : 0;
}

/* Frees the entries and the table; what entries point to is the caller's. */
void grouping_free(struct grouping *groups);

#endif
