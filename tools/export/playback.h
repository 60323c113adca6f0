/* SPDX-License-Identifier: MIT */
/*
 * The second pass over a trace. The first, the analysis, has resolved places and found the peaks; this one replays
 * the processes again and tells a format what happens as it happens, so that nothing but what is alive need be kept.
 */
#ifndef TLSCOPE_EXPORT_PLAYBACK_H
#define TLSCOPE_EXPORT_PLAYBACK_H

#include "analysis.h"
#include "export.h"

struct export_source {
    const struct analysis *analysis;
    const struct process *process; /* the one to export; NULL: all */
    const struct export_request *request;
    /* Plays the trace once more, from its beginning. */
    void (*play)(const struct export_source *source, const struct trace_listener *listener);
    const void *events; /* for `play` */
};

/* One process being replayed. */
struct player {
    const struct process *process; /* as the analysis knows it */
    size_t number;                 /* from 1, in the order in which processes appear */
    const struct playback *playback;
    struct replay replay;
    struct names names;
    bool started;
    bool skipped;      /* not to be exported: not replayed */
    bool peak_reached; /* most bytes are, or have been, alive */
};

/* What a format wants to be told of; each may be NULL. Times are replay.time_ns. */
struct playback_visitor {
    void *context;
    void (*event)(void *context, struct player *player, const struct trace_event *event); /* after it was applied */
    void (*peak)(void *context, struct player *player); /* once, when most bytes are alive */
    void (*counts)(void *context, struct player *player, const struct object *object, bool alive);
    void (*ended)(void *context, struct player *player, const struct object *object, enum tl_fate fate);
    void (*left)(void *context, struct player *player, const struct scope *scope);
    /* An event of the process's devices. */
    void (*gpu)(void *context, struct player *player, const struct trace_gpu_event *event);
    void (*finished)(void *context, struct player *player); /* the trace is over: player->replay has what is alive */
};

struct playback {
    const struct export_source *source;
    const struct playback_visitor *visitor;
    struct player **players;
    size_t count;
    struct player *last; /* that an event was of */
};

/* Plays the whole trace to the visitor. */
void playback_run(const struct export_source *source, const struct playback_visitor *visitor);

/* Nanoseconds since the process's first event. */
int64_t player_time(const struct player *player, int64_t time_ns);

/* The verdict on an object alive or pooled at the end, and the scope it blames, or NULL. */
enum verdict player_verdict(const struct player *player, const struct object *object, const struct scope **holder);

#endif
