/* SPDX-License-Identifier: MIT */
/* Rebuilds the live state of one process from its events. */
#ifndef TLSCOPE_ANALYSE_REPLAY_H
#define TLSCOPE_ANALYSE_REPLAY_H

#include "graveyard.h"
#include "heap_blocks.h"
#include "idmap.h"
#include "names.h"
#include "object.h"
#include "story.h"
#include "trace.h"

/* What is alive at a moment, over all managers. */
struct totals {
    uint64_t bytes[KINDS];
    uint64_t objects[KINDS];
    uint64_t all_bytes; /* of all kinds */
    uint64_t all_objects;
    uint64_t pooled_bytes;
    uint64_t pooled_objects;
    uint32_t depth; /* of the manager in use */
    bool changed;   /* since the reader of the totals cleared it */
};

struct replay_listener {
    void *context;
    /* An object died or went into the pool. */
    void (*ended)(void *context, const struct object *object, enum tl_fate fate, int64_t time_ns);
    /* The object counts among what is alive from now on, or no more: at its ends, and around a change of its facts. */
    void (*counts)(void *context, const struct object *object, bool alive);
    /* A scope is about to be left: the innermost first. */
    void (*left)(void *context, const struct scope *scope);
    /* An object went into the pool, or out of it. */
    void (*pooled)(void *context, const struct object *object, bool in);
    /* An entry more stands in the object's ledger. */
    void (*noted)(void *context, const struct object *object, const struct ledger_entry *entry);
};

struct sightings;

struct replay {
    struct names *names; /* of the process */
    struct replay_listener listener;
    struct parts parts;
    struct idmap objects;
    struct idmap managers;
    struct manager *manager; /* that events are of now */
    uint32_t thread;
    struct totals totals;
    uint32_t unknown_objects; /* named by events before any object_new: events are missing */
    bool past_cut;            /* the trace begins in the middle of things */
    uint32_t inherited;       /* keyframe: objects numbered up to this are the parent process's */
    bool retelling;           /* a keyframe tells the state as it is */
    bool inheriting;          /* a forked child's inherited state is being told */
    struct facts *origins;    /* TL_ORIGIN_SLOTS of them */
    bool *origins_told;
    struct facts unknown; /* of objects that no origin tells of, once there are any */
    int64_t time_ns;      /* of the event in hand */
    uint64_t events;      /* applied, that one too */
    uint32_t site;        /* of the call whose consequences are told */
    struct accounts accounts;
    struct heap_blocks logged; /* that the program told of (tl_log_alloc) and that are no objects yet */
    struct graveyard *graveyard;
    struct story story;          /* of the object that is asked for */
    struct sightings *sightings; /* NULL: nothing is watched */
};

/* The listener's functions may be NULL. */
void replay_init(struct replay *replay, struct names *names, struct replay_listener listener);
void replay_free(struct replay *replay);

/* Applies an event. Any sequence is taken, however damaged. */
void replay_event(struct replay *replay, const struct trace_event *event);

/* At the end of a process that ended normally: no scope is being left any more. */
void replay_settle(struct replay *replay);

/* True of the begin of a tensor whose device comes in the next event: until then it counts as on one of its kind. */
bool replay_tells_device_next(const struct replay *replay, const struct trace_event *event);

/* Calls `each` for every object in the table, the oldest first. */
void replay_each(const struct replay *replay, void (*each)(void *context, const struct object *object), void *context);

/* An object by its number, alive or dead a short while ago; NULL when it is not known. */
const struct object *replay_find(const struct replay *replay, uint32_t number);

/* The references that no open scope's record explains. */
uint32_t object_excess(const struct object *object);

#endif
