/* SPDX-License-Identifier: MIT */
/*
 * The ledger of an object: what was done to it, in order. The first and the last LEDGER_ENDS entries are kept; how
 * often what was done where is exact. A zeroed one, up to `few`, is empty.
 */
#ifndef TLSCOPE_ANALYSE_LEDGER_H
#define TLSCOPE_ANALYSE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ledger_op {
#define LEDGER(code, name, role, counts) LEDGER_##code,
#include "ledger.def"
#undef LEDGER
    LEDGER_OPS
};

const char *ledger_op_name(enum ledger_op op);
const char *ledger_op_role(enum ledger_op op);
bool ledger_op_counts(enum ledger_op op);

enum { LEDGER_ENDS = 32, LEDGER_INLINE = 4 };

struct ledger_entry {
    uint32_t site;
    uint32_t scope; /* that was concerned; 0: none */
    uint16_t count; /* references after it, 65535 when larger */
    uint16_t op;
};

/* How often an operation was done at one site. */
struct ledger_total {
    struct ledger_total_key {
        uint32_t op;
        uint32_t site;
    } key;
    uint64_t times;
};

/* Most objects have a few entries: those stand in the object itself. */
struct ledger {
    struct ledger_entry *rest; /* entry LEDGER_INLINE and on; the last LEDGER_ENDS of them in a ring once there are more
                                  than twice that */
    struct grouping *totals;   /* of struct ledger_total, from then on; NULL before */
    uint64_t count;            /* of all entries, kept or not */
    struct ledger_entry few[LEDGER_INLINE];
};

void ledger_add(struct ledger *ledger, struct ledger_entry entry);
void ledger_free(struct ledger *ledger);

/* How many entries are kept, and one of them, the oldest first. Where some are not, they are missing after the first
 * LEDGER_ENDS. */
size_t ledger_kept(const struct ledger *ledger);
struct ledger_entry *ledger_entry(const struct ledger *ledger, size_t index);

/* Where a move that missed, since an outer scope listed the object, let it be freed: the site of the latest of these
 * before its end; 0: none did. */
uint32_t ledger_missed_move(const struct ledger *ledger);

/* The latest entry's site is another one, if it is `told`. */
void ledger_restate(struct ledger *ledger, uint32_t told, uint32_t site);

/* Calls `each` for every operation and site, in no order. */
void ledger_each(const struct ledger *ledger,
                 void (*each)(void *context, enum ledger_op op, uint32_t site, uint64_t times), void *context);

#endif
