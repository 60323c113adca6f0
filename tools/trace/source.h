/* SPDX-License-Identifier: MIT */
/*
 * Streams decoded ahead of who takes their events: each has a ring of batches that workers fill. A worker that has
 * filled all rests until half of a ring is empty, and who takes events decodes itself rather than wait for one that has
 * not begun: on a busy machine each wait may last a scheduler's turn.
 */
#ifndef TLSCOPE_TRACE_SOURCE_H
#define TLSCOPE_TRACE_SOURCE_H

#include <pthread.h>

#include "stream_reader.h"

enum { SOURCE_BATCHES = 16, SOURCE_WORKERS_MAX = 8 };

struct source {
    struct stream_reader reader;
    size_t rank; /* among events of the same time the lower comes first */
    /* Under the lock of the sources. */
    struct batch batches[SOURCE_BATCHES];
    unsigned first;  /* the oldest filled one */
    unsigned filled; /* how many are, that one included */
    bool busy;       /* a worker fills the one after */
    bool ended;      /* the last one is filled */
    /* The taker's. */
    const struct batch *batch; /* NULL: the stream has no more */
    size_t at;
};

struct sources {
    struct source *list;
    size_t count;
    pthread_mutex_t lock;
    pthread_cond_t filled;
    pthread_cond_t emptied;
    bool stop;
    pthread_t workers[SOURCE_WORKERS_MAX];
    unsigned worker_count; /* 0: who takes events decodes them all */
};

/* Every stream of a recording that has a packet. To be started before events are taken; once stopped, what the readers
 * say of their streams can be looked at, until they are closed. */
void sources_open(struct sources *sources, const struct recording *recording);
void sources_start(struct sources *sources);
void sources_stop(struct sources *sources);
void sources_close(struct sources *sources);

/* Gives back the source's batch and takes the next one that has events; false when the stream has no more. The events
 * that were skipped are added to *unknown. */
bool source_forward(struct sources *sources, struct source *source, uint64_t *unknown);

#endif
