/* SPDX-License-Identifier: MIT */
/*
 * Why an object did not die: its ledger held against those of objects first seen at the same place that did. What the
 * leaked one has more, or lacks, is the cause.
 */
#ifndef TLSCOPE_ANALYSE_WHY_H
#define TLSCOPE_ANALYSE_WHY_H

#include "imbalance.h"
#include "leaks.h"
#include "shapes.h"
#include "sites.h"

/* How often an operation was done at a place, to all objects together. */
struct op_total {
    struct op_total_key {
        uint32_t op;
        uint32_t place;
    } key;
    uint64_t times;
};

/* What was found out of objects with one ledger. */
struct why {
    struct why_key {
        uint64_t hash; /* of the ledger */
        uint32_t place;
        uint32_t kind;
        uint32_t verdict;
        uint32_t length;
    } key;
    bool known;
    uint32_t cause;       /* a site */
    uint32_t lacked;      /* the site of the operation that objects which died have more; 0: none */
    enum ledger_op lacks; /* that operation */
    uint64_t others;      /* objects that died with it */
    uint64_t died;        /* all that died of those first seen at the same place */
};

struct whys {
    const struct sites *sites;
    const struct imbalance *imbalance;
    struct grouping births;
    struct grouping whys;
    struct grouping totals;
    bool totals_known; /* no ledger was too long, or one too many, to count */
};

/* Once sites are settled. `alive` objects are to be added to the totals with whys_alive. */
void whys_init(struct whys *whys, const struct shapes *shapes, const struct imbalance *imbalance);
void whys_alive(struct whys *whys, const struct object *object);
void whys_free(struct whys *whys);

/* Valid until whys_free. */
const struct why *why_of(struct whys *whys, const struct object *object, enum verdict verdict,
                         const struct scope *holder);

/* The operations that the ledger of a leaked object blames: their sites, each with its own stack. */
struct blame {
    uint32_t sites[SHAPE_STEPS];
    size_t count;
    bool paired; /* they are all the acquires at that place that have no release */
};

struct blame why_blamed(const struct whys *whys, const struct why *why, const struct object *object,
                        const struct scope *holder);

/* How often the operation was done at the place; 0 when that is not known. */
uint64_t whys_total(const struct whys *whys, enum ledger_op op, uint32_t place);

#endif
