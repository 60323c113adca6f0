/* SPDX-License-Identifier: MIT */
#include "symbols/intervals.h"

#include <stdlib.h>

#include "memory.h"

void intervals_add(struct intervals *intervals, uint64_t low, uint64_t high, size_t item)
{
    if (high <= low) {
        return;
    }
    if (intervals->count == intervals->room) {
        intervals->room = intervals->room * 2 + 16;
        intervals->list = memory_resize(intervals->list, intervals->room, sizeof(*intervals->list));
    }
    intervals->list[intervals->count++] = (struct interval){.low = low, .high = high, .item = item};
    intervals->sorted = false;
}

static int by_low(const void *left, const void *right)
{
    const struct interval *one = left;
    const struct interval *other = right;
    const int order = (one->low > other->low) - (one->low < other->low);
    return order != 0 ? order : (one->item > other->item) - (one->item < other->item);
}

static void sort(struct intervals *intervals)
{
    uint64_t reach = 0;
    if (intervals->count > 0) {
        qsort(intervals->list, intervals->count, sizeof(*intervals->list), by_low);
    }
    for (size_t i = 0; i < intervals->count; i++) {
        reach = intervals->list[i].high > reach ? intervals->list[i].high : reach;
        intervals->list[i].reach = reach;
    }
    intervals->sorted = true;
}

/* How many ranges begin at or before the address. */
static size_t begun(const struct intervals *intervals, uint64_t address)
{
    size_t first = 0;
    size_t end = intervals->count;
    while (first < end) {
        const size_t middle = first + (end - first) / 2;
        if (intervals->list[middle].low <= address) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
}

const struct interval *intervals_next(struct intervals *intervals, uint64_t address, size_t *place)
{
    if (!intervals->sorted) {
        sort(intervals);
    }
    size_t i = *place == SIZE_MAX ? begun(intervals, address) : *place;
    for (; i > 0 && intervals->list[i - 1].reach > address; i--) {
        if (intervals->list[i - 1].high > address) {
            *place = i - 1;
            return &intervals->list[i - 1];
        }
    }
    *place = 0;
    return NULL;
}

const struct interval *intervals_find(struct intervals *intervals, uint64_t address)
{
    size_t place = SIZE_MAX;
    return intervals_next(intervals, address, &place);
}

void intervals_free(struct intervals *intervals)
{
    free(intervals->list);
    *intervals = (struct intervals){0};
}
