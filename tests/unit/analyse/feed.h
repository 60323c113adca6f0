/* SPDX-License-Identifier: MIT */
/* Feeds plain events to an analysis, as a trace would. Include after cmocka. */
#ifndef TLSCOPE_TEST_FEED_H
#define TLSCOPE_TEST_FEED_H

#include "analysis.h"

struct feed {
    struct analysis *analysis;
    int64_t time_ns;  /* of the latest event; each comes a microsecond after the one before */
    uint64_t process; /* that events are of */
    uint64_t events;
    struct trace_event *kept; /* all events, where feed_start_keeping began; to be freed */
    bool keeps;
};

/* What the feed's start tells: sites 1 to 9, and an origin for each kind of object. */
enum { ORIGIN_STRUCT, ORIGIN_TENSOR, ORIGIN_VECTOR, ORIGIN_HOST_TENSOR, ORIGIN_UNKNOWN };
enum { STRUCT_BYTES = 48, TENSOR_BYTES = 400, TENSOR_ELEMENTS = 100 };

#define HEAP(feed, name, ...)                                                                                          \
    feed_heap_event(feed, &(struct trace_heap_event){.id = TL_HEAP_##name, .as.name = {__VA_ARGS__}})
#define FEED(feed, name, ...) feed_event(feed, &(struct trace_event){.id = TL_EVENT_##name, .as.name = {__VA_ARGS__}})

/* An analysis of a process 100 that has started. */
struct feed feed_start(void);
/* The same, for tests that play the events once more. */
struct feed feed_start_keeping(void);
void feed_event(struct feed *feed, struct trace_event *event);
void feed_heap_event(struct feed *feed, struct trace_heap_event *event);
void feed_gpu_event(struct feed *feed, struct trace_gpu_event *event);

/* Facts as the start of a process tells them. */
void feed_facts(struct feed *feed);

/* A new object registered in the current scope, count 1. */
void feed_struct(struct feed *feed, uint32_t object);

/* The current scope is another one: entered at site 6, left at site 7. */
void feed_enter(struct feed *feed, uint32_t scope, uint32_t depth);
void feed_leave(struct feed *feed, uint32_t scope, uint32_t depth);

/* The end of the trace, with process_end first where `ended`. */
void feed_finish(struct feed *feed, bool ended);

/* After it, of the first process: itself, its findings, and the only one, a failed test where there are others. */
const struct process *feed_process(const struct feed *feed);
const struct findings *feed_findings(const struct feed *feed);
const struct finding *feed_finding(const struct feed *feed);

/* Ends the trace of a process that ended; the only finding. */
const struct finding *feed_finish_with_finding(struct feed *feed);

/* The site of the finding's place in that role; 0: it has none. */
uint32_t feed_place(const struct finding *finding, const char *role);

/* The only group of a verdict in the first process; NULL when there is none, a failed test when there are more. */
const struct leak_group *feed_group(const struct feed *feed, enum verdict verdict);

#endif
