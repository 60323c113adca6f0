/* SPDX-License-Identifier: MIT */
/* Ledgers held against each other, and acquires paired with the releases that pay for them. Sites are places here. */
#ifndef TLSCOPE_ANALYSE_PAIRING_H
#define TLSCOPE_ANALYSE_PAIRING_H

#include "shapes.h"
#include "sites.h"

struct steps {
    struct shape_step list[SHAPE_STEPS];
    size_t count;
};

bool steps_equal(const struct steps *left, const struct steps *right);
bool steps_have(const struct steps *steps, enum ledger_op op, uint32_t place);

/* How different two ledgers are: a step that only one has weighs more than one done elsewhere. */
unsigned steps_distance(const struct steps *left, const struct steps *right);

/* The place of the latest step of that operation that `left` has more than `right`; 0 when there is none. */
uint32_t steps_more(const struct steps *left, const struct steps *right, enum ledger_op op);

/* The acquire that the latest release at a place pays for; 0: none. */
uint32_t pairing_partner(const struct steps *steps, uint32_t release, const struct sites *sites);

/* The latest release that pays for no acquire and no moved reference; 0: none. */
uint32_t pairing_surplus(const struct steps *steps, const struct sites *sites);

/* The latest acquire that no release pays for; 0: none. */
uint32_t pairing_unpaid(const struct steps *steps, const struct sites *sites);

/* The sites, each with its own stack, of the acquires at a place that no release pays for, of steps whose sites are no
 * places. Returns how many. */
size_t pairing_unpaid_at(const struct steps *steps, uint32_t place, const struct sites *sites,
                         uint32_t unpaid[SHAPE_STEPS]);

#endif
