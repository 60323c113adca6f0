/* SPDX-License-Identifier: MIT */
/* Totals by place, as the runtime told them now and then in place of single objects: how each place's objects came,
 * went and grew. */
#ifndef TLSCOPE_ANALYSE_SUMMARIES_H
#define TLSCOPE_ANALYSE_SUMMARIES_H

#include <cjson/cJSON.h>

#include "grouping.h"
#include "names.h"
#include "sites.h"
#include "trace.h"
#include "value_names.h"

enum { SUMMARY_POINTS = 64 };

/* What was alive of a place at a time. */
struct summary_point {
    int64_t time_ns;
    uint64_t live;
    uint64_t live_bytes;
};

struct summary_place {
    struct summary_key {
        const char *name;
        uint32_t site;
        uint32_t kind;
    } key;
    struct tl_event_summary last;
    struct summary_point points[SUMMARY_POINTS]; /* each so many seconds, more where those would be too many */
    size_t count;
    uint64_t each;    /* so many told are one point */
    uint64_t skipped; /* since the latest point */
    struct summary_point last_point;
};

struct summaries {
    uint32_t seconds; /* between them; 0: this is none of that mode */
    struct grouping places;
    uint64_t bytes[KINDS]; /* alive, of all places, as each was told last */
    uint64_t objects[KINDS];
};

void summaries_init(struct summaries *summaries);
void summaries_free(struct summaries *summaries);
void summaries_event(struct summaries *summaries, const struct trace_event *event, struct names *names);

/* Once sites are settled: places as reports tell them, the most bytes alive first. */
void summaries_finish(struct summaries *summaries, const struct sites *sites);

/* Alive at the time of the last summary. */
uint64_t summary_live(const struct summary_place *place);

/* More was alive at the end of each third of the points than at the end of the one before, by a twentieth of the last.
 */
bool summary_grows(const struct summary_place *place);

struct process;

/* The report's section, null in other modes; the caller's. */
cJSON *json_totals(const struct process *process);

#endif
