/* SPDX-License-Identifier: MIT */
/* What the replay knows of an object, a scope and a frame of the traced process at a moment. */
#ifndef TLSCOPE_ANALYSE_OBJECT_H
#define TLSCOPE_ANALYSE_OBJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "accounts.h"
#include "ledger.h"
#include "slab.h"
#include "value_names.h"

/* What an `origin` event tells. */
struct facts {
    uint8_t kind; /* below KINDS */
    uint8_t owner;
    uint8_t dtype;
    uint8_t device;
    uint32_t site; /* where the object was first seen */
    uint64_t elements;
    uint64_t bytes;          /* 0: not known */
    uint64_t stream;         /* of a device: on which it was made, where the account's device has an ordinal */
    struct account *account; /* NULL: of nothing that was told */
};

/* Kept in the process's names; "" for none. */
static inline const char *facts_name(const struct facts *facts)
{
    return facts->account ? facts->account->key.name : "";
}

/* A scope's number, and where it was entered. */
struct scope_facts {
    uint32_t number; /* 0: none */
    uint32_t site;
    int64_t time_ns;
};

/* For a vector that is not told of, and that leaked. */
#define OBJECT_LOST_VECTOR UINT32_MAX

/* An object that is alive, pooled, or dead and still listed by a scope. There may be millions: four lines of the cache.
 */
struct object {
    uint32_t number;
    uint32_t count;
    struct facts facts;
    uint64_t pointer;
    uint64_t data; /* of a tensor on a device, where it is there; 0: not known, or not on one */
    struct manager *manager;
    int64_t born_ns; /* as event times are */
    bool live;       /* counted, or a tensor of the runtime that nobody has counted yet */
    bool pooled;
    bool inherited;         /* the parent process made it */
    bool facts_lost;        /* no object_new told of it */
    bool past_unknown;      /* the trace begins in the middle of its life */
    bool held_unknown;      /* no keyframe told who holds it, or a vector does that is not told of */
    bool kept;              /* on purpose, as the program said */
    bool freed_behind;      /* its memory, by the program: no release can be due */
    uint32_t records;       /* in open scopes */
    uint32_t moved;         /* references unregistered and not taken over since */
    uint32_t twice;         /* moved references registered, and counted, again */
    uint32_t acquires;      /* references by acquire, not released since */
    uint32_t register_site; /* the newest call of each kind; 0: none */
    uint32_t unregister_site;
    uint32_t acquire_site;
    uint32_t release_site;
    uint32_t returned_from;      /* of the newest reference counted twice: where it was unregistered, */
    uint32_t returned_at;        /* and where it was registered again */
    uint32_t vector;             /* number of a live vector that holds a reference at the end; 0: none */
    uint32_t held;               /* references that live vectors hold at the end */
    uint64_t born_event;         /* number of the event that told of it first */
    struct scope_facts born_in;  /* the current scope then */
    struct scope_facts outlived; /* the scope that let go of it last, when it did */
    struct record *newest_record;
    struct ledger ledger; /* last: most of it is not touched until there are entries */
};

_Static_assert(sizeof(struct object) <= 256, "an object has grown: is it worth it?");

/* A scope's entry for an object. */
struct record {
    struct object *object;
    struct scope *scope;
    struct record *object_older;
    struct record *object_newer;
    struct record *scope_older;
    struct record *scope_newer;
};

struct scope {
    uint32_t number;
    uint32_t depth;
    uint32_t site;   /* where it was entered; 0: the global scope */
    uint32_t thread; /* that entered it; 0: not known */
    bool function;   /* came with a function frame */
    bool inherited;
    int64_t entered_ns;
    uint64_t entered_event; /* number of the event */
    uint64_t records;
    struct record *newest_record;
    struct scope *outer;
};

struct frame {
    uint32_t number;
    uint32_t site;
    bool inherited;
    uint64_t bytes; /* of its slot buffers, deferred ones too */
    struct frame *outer;
};

/* What all managers of a process take their parts from. */
struct parts {
    struct slab objects;
    struct slab records;
    struct slab scopes;
};

/* One memory manager of the process; number 1 is the process-wide one. */
struct manager {
    uint32_t number;
    struct parts *parts;
    struct scope *top;     /* never NULL: the global scope is at the bottom */
    struct scope *leaving; /* the one exited last, while its records are being released; NULL: none */
    struct frame *top_frame;
    uint32_t depth;
    uint32_t frames;
    uint64_t counted; /* objects with a count above 0 */
    uint64_t pooled;
};

#endif
