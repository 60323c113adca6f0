/* SPDX-License-Identifier: MIT */
/*
 * Reads recorded traces of the providers tl_mem, tl_heap and tl_gpu and hands out plain C events. Nothing outside this
 * folder knows the trace format.
 */
#ifndef TLSCOPE_TRACE_H
#define TLSCOPE_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gpu_events.h"
#include "heap_events.h"
#include "values.h"

struct trace_event {
    int64_t time_ns;  /* since the origin of the trace's clock: the Unix epoch where trace_facts says so */
    uint64_t process; /* its process id, 0 where the trace does not say */
    enum tl_event_id id;
    union {
#define TL_EVENT(name, fields) struct tl_event_##name name;
#include "events.def"
#undef TL_EVENT
    } as; /* texts are valid during the callback only */
};

/* An event of the heap's own provider. */
struct trace_heap_event {
    int64_t time_ns;
    uint64_t process;
    enum tl_heap_id id;
    union {
#define TL_HEAP(name, fields) struct tl_heap_##name name;
#include "heap.def"
#undef TL_HEAP
    } as; /* texts are valid during the callback only */
};

/* An event of the devices' own provider. */
struct trace_gpu_event {
    int64_t time_ns;
    uint64_t process;
    enum tl_gpu_id id;
    union {
#define TL_GPU(name, fields) struct tl_gpu_##name name;
#include "gpu.def"
#undef TL_GPU
    } as; /* texts are valid during the callback only */
};

/* The name of an event, as events.def spells it. */
const char *trace_event_name(enum tl_event_id id);

enum trace_reader {
    TRACE_READER_AUTO,        /* the direct one, and libbabeltrace2 where that does not know the trace's metadata */
    TRACE_READER_DIRECT,      /* tlscope's own */
    TRACE_READER_BABELTRACE2, /* libbabeltrace2, for reference */
};

struct trace_listener {
    void *context; /* handed back to all */
    /* Called for each event in order of time. */
    void (*event)(void *context, const struct trace_event *event);
    /* Called now and then with the part of the trace's time that is read, 0 to 1; may be NULL. */
    void (*progress)(void *context, double part);
    /* Called for each event of the heap, in order among the others; may be NULL. */
    void (*heap)(void *context, const struct trace_heap_event *event);
    /* Likewise for each event of the devices. */
    void (*gpu)(void *context, const struct trace_gpu_event *event);
    enum trace_reader reader; /* that is to read */
};

enum trace_status {
    TRACE_WHOLE,      /* all that the trace holds was read */
    TRACE_PARTLY,     /* something could not be read; the issues say what */
    TRACE_UNREADABLE, /* nothing could be read */
};

enum { TRACE_ISSUES_MAX = 16, TRACE_ISSUE_BYTES = 512 };

struct trace_result {
    enum trace_status status;
    uint64_t events;                /* handed to the listener */
    uint64_t events_discarded;      /* counted by LTTng as lost before they reached the trace */
    uint64_t packets_lost;          /* packets missing between others of their stream */
    uint64_t heap_events;           /* the same three of the heap's channel, */
    uint64_t heap_events_discarded; /* which are in no other count */
    uint64_t heap_packets_lost;
    uint64_t gpu_events; /* and of the devices' */
    uint64_t gpu_events_discarded;
    uint64_t gpu_packets_lost;
    uint64_t events_unknown;    /* of kinds that this reader does not know: skipped */
    uint64_t bytes;             /* of all streams */
    uint64_t bytes_damaged;     /* of streams that had to be left out */
    size_t traces;              /* folders with a trace in them */
    uint64_t overwritten_until; /* ticks of the traced clock up to which some events were overwritten, as a flight
                                   recorder does; 0: none were. Settled before the first event, as the origin is. */
    bool clock_is_unix;         /* event times count from the Unix epoch */
    int64_t clock_origin_ns;    /* of the traced machine's own clock, in event times */
    enum trace_reader reader;   /* that read, never TRACE_READER_AUTO */
    char reader_reason[256];    /* why it was not the direct one, unasked; "": it was */
    char hostname[256];         /* "" where the trace does not say */
    size_t issue_count;         /* may exceed TRACE_ISSUES_MAX: the rest is not kept */
    char issues[TRACE_ISSUES_MAX][TRACE_ISSUE_BYTES]; /* what went wrong, in words, without a full stop */
};

/*
 * Reads every trace below the folder `path`, merged by time. Never fails by crashing: damage is in *result, which is
 * filled whatever happens. The listener must outlive the call and is called in the caller's thread. Not thread safe
 * (libbabeltrace2's errors are per thread, its log level is global).
 */
enum trace_status trace_read(const char *path, const struct trace_listener *listener, struct trace_result *result);

#endif
