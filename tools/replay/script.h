/* SPDX-License-Identifier: MIT */
/*
 * A trace made into a script: what `tlscope replay` writes and the player plays, on one machine at one time. A header,
 * then ops in the order of the recorded calls.
 */
#ifndef TLSCOPE_REPLAY_SCRIPT_H
#define TLSCOPE_REPLAY_SCRIPT_H

#include <stdint.h>

/* Spelled out so that a player never takes another version's script. */
#define REPLAY_MAGIC "tlscope-replay-1"

enum replay_code {
#define REPLAY_OP(name) REPLAY_##name,
#include "ops.def"
#undef REPLAY_OP
    REPLAY_CODES
};

enum replay_flag {
    REPLAY_LAST = 1,    /* of `thread` */
    REPLAY_RETURNS = 2, /* of a new_: its address is named after its death, and must not be given to another place */
    REPLAY_BAD = 4,
    REPLAY_OWN = 8,
    REPLAY_BUFFER = 16, /* of new_block: it is the slot buffer that lies there */
};

/*
 * A place is an address of the recorded process, numbered from 1; 0 is NULL. The player gives each place an address
 * of its own, and a new one when a new object comes into being there.
 */
struct replay_op {
    uint8_t code;
    uint8_t flags;
    uint8_t kind;
    uint8_t owner;
    uint8_t dtype;
    uint8_t device;
    uint16_t unused;
    uint32_t place;
    int32_t number;
    uint32_t site; /* that it was called from: an index of the table of statements; 0: not known */
    uint64_t amount;
};

/* The statement of a site, in the table behind the ops; texts are offsets in what follows the table. */
struct replay_statement {
    uint32_t line;
    uint32_t column;
    uint32_t file;
    uint32_t tag;
};

/* The counters that are compared at the end, of the process-wide manager. */
struct replay_end {
    uint64_t depth;
    uint64_t frames;
    uint64_t counted;
    uint64_t pooled;
};

struct replay_header {
    char magic[sizeof REPLAY_MAGIC];
    uint8_t ended;         /* the process ended normally: `end` is what the runtime said; else what its events say */
    uint8_t incomplete;    /* events are missing: the counters may differ for that reason */
    uint8_t other_options; /* TLSCOPE_OPTIONS asks for other rules than the recorded */
    uint32_t places;
    uint32_t threads;
    uint32_t managers;
    uint32_t sites;      /* in the table of statements; 0: the recorded process announced none */
    uint64_t sites_at;   /* where the table is */
    uint64_t text_bytes; /* behind it */
    uint64_t calls;
    struct replay_end end;
};

/* How the player ends; 0: the counters are the recorded ones. */
enum replay_exit {
    REPLAY_EXIT_UNREADABLE = 1,
    REPLAY_EXIT_PARTLY = 3,
    REPLAY_EXIT_FAILED = 4,
    REPLAY_EXIT_DIFFERS = 5
};

#endif
