/* SPDX-License-Identifier: MIT */
/*
 * The ledgers of the objects that people ask about, with times: of all objects while those are few, else of those that
 * are alive at the end or that a diagnostic named.
 */
#ifndef TLSCOPE_VIEW_LEDGERS_H
#define TLSCOPE_VIEW_LEDGERS_H

#include "replay.h"
#include "site_rows.h"

enum { LEDGERS_ALL_MOST = 200000, LEDGERS_TICKS_MOST = 2000000, LEDGERS_TICKS_EACH = 2000 };

struct ledgers {
    uint64_t lifetimes;       /* ended up to now */
    struct grouping subjects; /* objects whose ledgers are complete */
    uint64_t ticks;           /* of them */
    uint64_t left_out;        /* for want of room */
};

/* The ledgers of one process's objects that are alive, by number. A zeroed one is empty. */
struct open_ledgers {
    uint32_t process;
    struct idmap list;
};

void ledgers_init(struct ledgers *ledgers);

/* An entry of an object's ledger. */
void ledgers_add(struct open_ledgers *open, const struct object *object, const struct ledger_entry *entry,
                 uint64_t time);

/* The object's last entry was told to be of another site. */
void ledgers_restate(const struct open_ledgers *open, const struct tl_event_restate *event);

/* A diagnostic named the object. */
void ledgers_name(struct ledgers *ledgers, const struct open_ledgers *open, uint32_t object);

/* The object's lifetime is over, or the trace. */
void ledgers_close(struct ledgers *ledgers, struct open_ledgers *open, uint32_t object, bool alive);

/* Frees what is open yet. */
void ledgers_finish(struct open_ledgers *open);

/* After all that: the object stands in that row. */
void ledgers_row(const struct ledgers *ledgers, uint32_t process, uint32_t object, uint64_t row);

/* The row of an object plus 1; 0 when it is no subject. After all rows are told. */
uint64_t ledgers_row_of(const struct ledgers *ledgers, uint32_t process, uint32_t object);

/* True when all objects have theirs. */
bool ledgers_are_all(const struct ledgers *ledgers);

/* Writes the ledgers, ordered by row. Nothing can be found any more then. */
void ledgers_write(struct ledgers *ledgers, const struct site_rows *sites, struct tlview *tlview);

void ledgers_free(struct ledgers *ledgers);

#endif
