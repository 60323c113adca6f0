/* SPDX-License-Identifier: MIT */
/*
 * Objects that lived where another tool has something to say: of the addresses that are watched, all objects are kept
 * as they were last, with their ledgers, although the replay forgets them. A zeroed one watches nothing.
 */
#ifndef TLSCOPE_ANALYSE_SIGHTINGS_H
#define TLSCOPE_ANALYSE_SIGHTINGS_H

#include "idmap.h"
#include "object.h"
#include "sites.h"
#include "trace.h"

/* Beyond that the oldest of those that have ended are forgotten. */
enum { SIGHTINGS_MOST = 8192 };

struct sighting {
    struct object last; /* its numbers and sites; nothing it points to */
    bool ended;
    enum tl_fate fate;
    int64_t ended_ns;
    uint32_t ended_site; /* of what was done to it last; 0: not known */
    struct ledger_entry *entries;
    size_t entry_count;
    uint64_t left_out;
};

struct sightings {
    const struct sites *sites;
    struct sight_range {
        uint64_t start;
        uint64_t end; /* behind it */
    } * ranges;
    size_t range_count;
    uint64_t *codes; /* return addresses of calls that make objects whose memory is elsewhere */
    size_t code_count;
    struct sighting **list; /* oldest first */
    size_t count;
};

/* What to watch; sightings_ready before the first event. */
void sightings_watch(struct sightings *sightings, uint64_t start, uint64_t bytes);
void sightings_watch_code(struct sightings *sightings, uint64_t value);
void sightings_ready(struct sightings *sightings);

/* Told by the replay. */
void sightings_made(struct sightings *sightings, const struct object *object);
void sightings_ended(struct sightings *sightings, const struct object *object, enum tl_fate fate, int64_t time_ns);
void sightings_restated(struct sightings *sightings, const struct tl_event_restate *event);

/* At the end: those that are alive, as they are now. */
void sightings_finish(struct sightings *sightings, const struct idmap *objects);

void sightings_free(struct sightings *sightings);

#endif
