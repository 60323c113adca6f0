/* SPDX-License-Identifier: MIT */
/* What the objects of each place, kind and name amount to: what stacks weigh. */
#ifndef TLSCOPE_EXPORT_USAGE_H
#define TLSCOPE_EXPORT_USAGE_H

#include "playback.h"

enum usage_value {
#define USAGE(code, name, pprof, meaning) USAGE_##code,
#include "usage.def"
#undef USAGE
    USAGE_VALUES
};

struct usage_names {
    const char *name;
    const char *pprof;
    const char *meaning;
};

extern const struct usage_names usage_values[USAGE_VALUES];

struct amount {
    uint64_t objects;
    uint64_t bytes;
};

struct usage_entry {
    struct usage_key {
        const char *name;
        uint32_t site;
        uint32_t kind;
    } key;
    struct amount alive;                 /* now */
    struct amount most;                  /* when most bytes of this entry were alive */
    struct amount amounts[USAGE_VALUES]; /* whole when the playback is over */
    uint64_t lifetimes_ns;               /* of all made, added up */
};

struct usage {
    struct names names;
    struct grouping entries;
    bool by_kind; /* kinds and names apart; else they are 0 and "" in all entries */
};

void usage_init(struct usage *usage, bool by_kind);
void usage_free(struct usage *usage);

/* To be called from the function `counts` of a visitor; does not add to `amounts`. */
void usage_counts(struct usage *usage, const struct object *object, bool alive);

/* Plays the trace for nothing but this. */
void usage_collect(struct usage *usage, const struct export_source *source);

#endif
