/* SPDX-License-Identifier: MIT */
/*
 * What was typically done to the objects of a place that died: their ledgers, each different one once. Bounded: long
 * ledgers, and more than so many of a place or of all, are left out.
 */
#ifndef TLSCOPE_ANALYSE_SHAPES_H
#define TLSCOPE_ANALYSE_SHAPES_H

#include "object.h"

enum { SHAPE_STEPS = 24, SHAPES_OF_PLACE = 64, SHAPES_OF_ALL = 65536 };

struct shape_step {
    uint32_t op; /* enum ledger_op */
    uint32_t site;
};

/* Equal ledgers of objects of one account. */
struct shape {
    struct shape_key {
        uint64_t hash;
        uint32_t account; /* its number */
        uint32_t length;
    } key;
    uint64_t objects; /* that died with this ledger */
    const struct account *of;
    struct shape_step *steps;
};

struct shapes {
    struct grouping list;
    uint64_t left_out; /* objects that died with a ledger that is not in the list */
};

void shapes_init(struct shapes *shapes);
void shapes_free(struct shapes *shapes);

/* Takes an object that died. */
void shapes_take(struct shapes *shapes, const struct object *object);

/* The steps of a ledger that tell objects apart; SHAPE_STEPS + 1 when there are more. */
size_t shape_steps(const struct ledger *ledger, struct shape_step steps[SHAPE_STEPS]);

uint64_t shape_hash(const struct shape_step *steps, size_t count);

#endif
