/* SPDX-License-Identifier: MIT */
/* What is alive at the end, judged and grouped. */
#ifndef TLSCOPE_ANALYSE_LEAKS_H
#define TLSCOPE_ANALYSE_LEAKS_H

#include "histogram.h"
#include "idmap.h"
#include "object.h"
#include "selection.h"
#include "sites.h"

struct why;
struct whys;

enum verdict {
#define VERDICT(code, name, leak, meaning) VERDICT_##code,
#include "verdicts.def"
#undef VERDICT
    VERDICTS
};

const char *verdict_name(enum verdict verdict);
const char *verdict_meaning(enum verdict verdict);
bool verdict_is_leak(enum verdict verdict);

/*
 * The object to judge in place of one whose references all stand in live vectors: the vector, or the vector that one
 * stands in. `objects` are those of the replay.
 */
const struct object *verdict_subject(const struct object *object, const struct idmap *objects);

/*
 * Judges a live or pooled object; *holder is set to the scope that the verdict blames, or NULL. `ended` says that the
 * process ended normally.
 */
enum verdict verdict_of(const struct object *object, bool ended, const struct scope **holder);

/* The site that a verdict on an object blames, as far as its latest calls tell. */
uint32_t verdict_cause(enum verdict verdict, const struct object *object, const struct scope *holder);

enum { LEAK_EXAMPLES = 5, LEAK_SITES = 3 };

/* A few different places, and whether there are more. */
struct leak_sites {
    uint32_t sites[LEAK_SITES];
    uint32_t count;
    bool more;
};

/* A site of the place that a verdict blames, with its own stack. */
struct blamed_site {
    uint32_t key; /* its number */
    uint64_t times;
};

struct leak_group {
    struct leak_key {
        const char *name;
        uint32_t verdict;
        uint32_t kind;
        uint32_t site;       /* where the objects were first seen */
        uint32_t scope_site; /* where the holding scope was entered */
        uint32_t held;       /* 1: a scope holds them */
        uint32_t inherited;  /* 1: the parent process made them */
        uint32_t cause;      /* the place that the verdict blames */
        uint32_t inside;     /* 1: vectors hold them, and the verdict is those' */
        uint32_t device;     /* in the list of devices */
        uint32_t unused;
    } key;
    uint32_t cause_site; /* of one of them, with its stack */
    uint64_t objects;
    uint64_t bytes;
    struct estimate estimate; /* of both, where objects are sampled */
    uint64_t size_unknown;    /* objects whose bytes nobody knows */
    uint32_t scope;           /* number of the holding scope of the first */
    uint32_t scope_depth;
    uint32_t scope_thread;
    bool facts_lost; /* of one at least */
    struct facts largest;
    const struct why *why; /* of one of them; NULL for what is no leak */
    uint32_t outlived;     /* where the scope was entered that one of them outlived; 0: none is known */
    int64_t outlived_min_ns;
    int64_t outlived_max_ns;
    uint32_t loop;     /* where the scope was entered that was current when the first was made; 0: the global one */
    uint32_t *born_in; /* numbers of those scopes entered there, in the end ascending; an entry for each object */
    size_t born_count;
    uint64_t iterations;     /* different ones of them */
    struct grouping balance; /* of struct op_total: what was done to leaked ones where, the commonest first */
    struct grouping blamed;  /* of struct blamed_site: what the objects' own ledgers blame */
    bool blame_rough;        /* there may be more to blame, or less */
    struct leak_sites registered;
    struct leak_sites unregistered;
    struct leak_sites acquired;
    struct leak_sites released;
    struct histogram ages;
    int64_t age_min_ns;
    int64_t age_max_ns;
    struct leak_example {
        struct facts facts;
        uint32_t object;
        uint32_t count;
        uint32_t records;
        uint64_t pointer;
        int64_t born_ns;
    } examples[LEAK_EXAMPLES]; /* the oldest, oldest first */
    size_t example_count;
};

struct leaks {
    struct grouping groups;
    uint64_t objects; /* that count as leaked; inherited ones left out */
    uint64_t bytes;
    uint64_t size_unknown;             /* objects whose bytes nobody knows */
    struct estimate estimate;          /* of both */
    uint64_t unheld;                   /* left where the trace stops, held by no scope that they were made in */
    const struct selection *selection; /* of the process */
};

/* `selection` is borrowed. */
void leaks_init(struct leaks *leaks, const struct selection *selection);
void leaks_free(struct leaks *leaks);

/* Takes an object alive or pooled at the end, at `time_ns`. */
void leaks_take(struct leaks *leaks, const struct object *object, const struct idmap *objects, struct whys *whys,
                bool ended, int64_t time_ns);

struct leak_amount {
    uint64_t objects;
    uint64_t bytes;
    uint64_t size_unknown; /* objects whose bytes nobody knows */
};

/* What counts as leaked of one device. */
struct leak_amount leaks_on(const struct leaks *leaks, uint32_t device);

/* Orders the groups: leaks first, then by bytes and objects. */
void leaks_finish(struct leaks *leaks);

#endif
