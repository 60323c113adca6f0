/* SPDX-License-Identifier: MIT */
/* Of code that stood at one address one after the other: what stood there at a time. */
#ifndef TLSCOPE_ANALYSE_SYMBOLS_MOMENT_H
#define TLSCOPE_ANALYSE_SYMBOLS_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct moment {
    uint64_t time; /* asked for */
    bool found;
    uint64_t since; /* of the best so far */
    size_t item;
};

static inline struct moment moment_none(uint64_t time)
{
    return (struct moment){.time = time};
}

/* The newest that was there already; code that is told of only after it ran: the first. Of equals the later item. */
static inline bool moment_is_better(const struct moment *best, uint64_t since, size_t item)
{
    const bool was_there = since <= best->time;
    const bool best_was_there = best->since <= best->time;
    if (was_there != best_was_there) {
        return was_there;
    }
    if (since != best->since) {
        return was_there ? since > best->since : since < best->since;
    }
    return item > best->item;
}

static inline void moment_take(struct moment *best, uint64_t since, size_t item)
{
    if (!best->found || moment_is_better(best, since, item)) {
        *best = (struct moment){best->time, true, since, item};
    }
}

#endif
