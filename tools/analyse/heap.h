/* SPDX-License-Identifier: MIT */
/*
 * The heap beneath the manager, from the events of malloc and free: what was allocated and never registered, what was
 * freed behind the manager's back, and how much of it all is not TL's. Memory follows the live blocks.
 */
#ifndef TLSCOPE_ANALYSE_HEAP_H
#define TLSCOPE_ANALYSE_HEAP_H

#include "heap_blocks.h"
#include "replay.h"
#include "sites.h"

/* Whose blocks are. */
enum heap_owner {
    HEAP_REGISTERED, /* the manager knows or knew them */
    HEAP_PROGRAM,    /* allocated by code that also calls the manager, or by JIT code */
    HEAP_RUNTIME,    /* allocated by libtlscope.so: data of tensors, slot buffers */
    HEAP_OTHER,      /* everybody else's */
    HEAP_OWNERS
};

const char *heap_owner_name(enum heap_owner owner);

struct heap_amount {
    uint64_t blocks;
    uint64_t bytes;
};

#define HEAP_UNKNOWN "?"

/* A file that allocates. */
struct heap_module {
    const char *key;        /* its path; "" for JIT code, HEAP_UNKNOWN for places that are not known */
    enum heap_owner owner;  /* of the blocks that are not registered; settled at the end */
    struct heap_amount now; /* alive */
    struct heap_amount now_registered;
    struct heap_amount peak; /* the same at the peak of the whole heap */
    struct heap_amount peak_registered;
};

/* The site, among those of the process, of a place that allocates or frees; its number is above those of calls. */
static inline uint32_t heap_site(uint32_t place)
{
    return place == 0 ? 0 : SITES_OF_ALLOCATIONS | place;
}

/* Code that allocates. */
struct heap_place {
    uint32_t key; /* its number; heap_site makes a site of it */
    struct heap_module *module;
    uint64_t offset; /* in the module */
    struct heap_amount made;
    struct heap_amount now;            /* alive */
    struct heap_amount now_registered; /* of those, what the manager knows or knew */
    uint64_t registered;               /* blocks that ever were */
    uint64_t freed;                    /* blocks */
    struct heap_amount lost;           /* never registered, and nothing points to them at the end */
    struct heap_amount lost_indirect;  /* likewise, but for pointers in other such blocks */
    uint64_t example;                  /* a lost block */
};

/* Live objects of the manager whose block the program freed. */
struct heap_freed {
    struct heap_freed_key {
        const char *name;
        uint32_t place; /* that freed */
        uint32_t kind;
        uint32_t resized; /* 1: by a realloc that moved the block */
        uint32_t unused;
    } key;
    uint64_t objects;
    uint64_t bytes;
    uint32_t object; /* the first, as what follows */
    uint32_t site;   /* where it was first seen */
    uint64_t pointer;
    uint32_t register_site;
    int64_t time_ns;
};

enum heap_verdict {
    HEAP_LOST,    /* nothing points to the blocks at the end of the process */
    HEAP_UNFREED, /* alive at the end; memory could not be searched for pointers to them */
};

struct heap {
    struct names *names; /* of the process */
    struct sites *sites; /* of the process */
    bool recorded;
    bool from_beginning; /* its start was told before any other event of it */
    bool ended;          /* `end` was told */
    struct tl_heap_end end;
    uint64_t events;      /* read */
    uint64_t events_lost; /* settled by the analysis */
    struct grouping modules;
    struct grouping places;
    struct grouping freed;
    struct heap_blocks blocks;
    struct heap_blocks resizing; /* by a realloc that has not come back yet */
    struct heap_amount made;
    struct heap_amount now;
    struct heap_amount peak;
    int64_t peak_ns;
    bool at_peak;                       /* the modules' amounts now are those at the peak */
    const struct heap_place **by_alive; /* after heap_finish: the places with live blocks, most bytes first */
    size_t by_alive_count;
};

void heap_init(struct heap *heap, struct names *names, struct sites *sites);
void heap_free(struct heap *heap);

void heap_event(struct heap *heap, const struct trace_heap_event *event, const struct replay *replay);

/* Another event of the process, after the replay took it: a block may have become an object of the manager. */
void heap_object_event(struct heap *heap, const struct trace_event *event, const struct replay *replay);

/* For heap_finish: no more changes lead away from the peak. */
void heap_keep_peak(struct heap *heap);

/* Settles whose modules are, and orders all lists by bytes. The process's sites are settled. */
void heap_finish(struct heap *heap);

/* What of a place's blocks was never registered and is to be told; `ended`: the process ended normally. */
struct heap_amount heap_unregistered(const struct heap *heap, const struct heap_place *place, bool ended);
/* The same of all places. */
struct heap_amount heap_lost(const struct heap *heap, bool ended);
enum heap_verdict heap_verdict(const struct heap *heap);
const char *heap_verdict_name(enum heap_verdict verdict);

/* "" for JIT code; NULL where it is not known. */
const char *heap_module_path(const struct heap_module *module);

/* Blocks alive at the end, or at the peak, by owner. */
void heap_by_owner(const struct heap *heap, bool at_peak, struct heap_amount owners[HEAP_OWNERS]);

/* True when no event of the heap is missing. */
bool heap_is_whole(const struct heap *heap);

#endif
