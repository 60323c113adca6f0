/* SPDX-License-Identifier: MIT */
/*
 * What came before a trace whose beginning was overwritten, as in a flight recorder. Facts that are told once are all
 * there; of the rest, nothing is believed before the first keyframe after the last gap: that tells the state anew.
 */
#ifndef TLSCOPE_ANALYSE_PAST_H
#define TLSCOPE_ANALYSE_PAST_H

#include "trace.h"

struct past {
    bool open;         /* each event is applied, those apart that begin something else */
    bool seen;         /* an event of the process */
    bool cut;          /* events of the process are missing at the beginning */
    bool summed;       /* none but the last keyframe tells of objects: the trace is of totals */
    bool waiting;      /* for the first keyframe */
    bool retelling;    /* a keyframe, until its end */
    bool applies;      /* the keyframe that is being told: what it tells is not known */
    bool objects_told; /* by one that was applied */
    int64_t begins_ns; /* where it was, 0: nowhere */
};

/*
 * Whether the event is to be applied to the replay. `overwritten_until_ns` is a time of the trace's before which events
 * may be missing; INT64_MIN: none are.
 */
bool past_takes(struct past *past, const struct trace_event *event, int64_t overwritten_until_ns);

/* Nearly every event is applied and leaves nothing to remember: true where that is so. */
static inline bool past_is_open(const struct past *past, const struct trace_event *event)
{
    return past->open && event->id != TL_EVENT_keyframe && event->id != TL_EVENT_summaries;
}

#endif
