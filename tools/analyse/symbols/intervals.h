/* SPDX-License-Identifier: MIT */
/* Address ranges, each with a number of the caller's, and those of them that hold an address. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_INTERVALS_H
#define TLSCOPE_ANALYSE_SYMBOLS_INTERVALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct interval {
    uint64_t low;
    uint64_t high;  /* the first address behind it */
    uint64_t reach; /* the highest `high` so far, in the order of `low` */
    size_t item;
};

/* A zeroed one is empty. */
struct intervals {
    struct interval *list;
    size_t count;
    size_t room;
    bool sorted;
};

/* An empty range is left out. Later items should have higher numbers. */
void intervals_add(struct intervals *intervals, uint64_t low, uint64_t high, size_t item);

/*
 * The next range that holds the address: the one that begins last comes first, of several that begin together the one
 * with the highest number. *place is SIZE_MAX at first. NULL when there is none left.
 */
const struct interval *intervals_next(struct intervals *intervals, uint64_t address, size_t *place);

/* The first of them. */
const struct interval *intervals_find(struct intervals *intervals, uint64_t address);

void intervals_free(struct intervals *intervals);

#endif
