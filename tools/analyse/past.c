/* SPDX-License-Identifier: MIT */
#include "past.h"

/* Told once, and kept apart from what is overwritten. Misuse is told with all that is known of it. */
static bool is_fact(enum tl_event_id id)
{
    switch (id) {
    case TL_EVENT_process_start:
    case TL_EVENT_selection:
    case TL_EVENT_selected:
    case TL_EVENT_module:
    case TL_EVENT_address:
    case TL_EVENT_stack:
    case TL_EVENT_statement:
    case TL_EVENT_site:
    case TL_EVENT_site_statement:
    case TL_EVENT_resident:
    case TL_EVENT_footprint:
    case TL_EVENT_summaries:
    case TL_EVENT_summary:
    case TL_EVENT_diagnostic:
    case TL_EVENT_mark:
        return true;
    default:
        return false;
    }
}

static void keyframe_begins(struct past *past, const struct trace_event *event)
{
    past->retelling = true;
    past->applies = past->cut && (past->waiting || (event->as.keyframe.objects != 0 && !past->objects_told));
    past->begins_ns = past->waiting ? event->time_ns : past->begins_ns;
    past->objects_told |= past->applies && event->as.keyframe.objects != 0;
    past->waiting = false;
}

/* Of a keyframe whose state is known already. Origins hold from there on all the same. */
static bool is_known(const struct past *past, enum tl_event_id id)
{
    return past->retelling && !past->applies && id != TL_EVENT_origin;
}

/* The last keyframe of a process has no context after it: what vectors hold comes next, which no keyframe tells. */
static bool ends_keyframe(enum tl_event_id id)
{
    return id == TL_EVENT_context || id == TL_EVENT_vector_holds || id == TL_EVENT_process_end;
}

static bool takes(struct past *past, const struct trace_event *event, int64_t overwritten_until_ns)
{
    if (!past->seen) {
        past->seen = true;
        past->cut = past->waiting = event->time_ns < overwritten_until_ns;
    }
    if (event->id == TL_EVENT_summaries) {
        past->summed = past->cut = past->waiting = true;
    }
    if (ends_keyframe(event->id)) {
        past->retelling = false;
    }
    if (is_fact(event->id)) {
        return true;
    }
    if (event->id == TL_EVENT_keyframe && event->time_ns >= overwritten_until_ns) {
        keyframe_begins(past, event);
        return past->applies;
    }
    return !past->waiting && !is_known(past, event->id);
}

bool past_takes(struct past *past, const struct trace_event *event, int64_t overwritten_until_ns)
{
    const bool taken = takes(past, event, overwritten_until_ns);
    past->open = !past->waiting && !past->retelling;
    return taken;
}
