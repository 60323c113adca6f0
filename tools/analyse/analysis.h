/* SPDX-License-Identifier: MIT */
/* All processes of a trace, from its events to finished answers. */
#ifndef TLSCOPE_ANALYSE_ANALYSIS_H
#define TLSCOPE_ANALYSE_ANALYSIS_H

#include "process.h"
#include "resolve.h"

struct analysis {
    struct process **processes; /* in order of their first events: the first is the main one */
    size_t count;
    struct process *last;               /* that an event was of */
    uint32_t object;                    /* whose whole ledger is asked for; 0: none */
    const struct observer *observer;    /* of all processes; NULL: none */
    const struct trace_result *reading; /* that is being filled while events come; NULL: a trace that is whole */
    struct trace_result trace;
    struct memcheck_file **memcheck; /* what was found in processes that ran under memcheck; the analysis owns them */
    size_t memcheck_count;
    struct resolver_options where; /* to look for names; zeroed: on this machine only */
    struct resolver *resolver;     /* NULL before the first name is looked for */
};

struct analysis *analysis_new(void);
void analysis_free(struct analysis *analysis);

void analysis_event(struct analysis *analysis, const struct trace_event *event);

void analysis_heap_event(struct analysis *analysis, const struct trace_heap_event *event);
void analysis_gpu_event(struct analysis *analysis, const struct trace_gpu_event *event);

/* Once all events are there: a process for each file of memcheck that has none, since it sent no event. */
void analysis_memcheck(struct analysis *analysis);

/* Ends every process and shares out the lost events; `result` is copied. */
void analysis_finish(struct analysis *analysis, const struct trace_result *result);

/* Events lost in all processes. */
uint64_t analysis_lost(const struct analysis *analysis);
uint64_t analysis_heap_lost(const struct analysis *analysis);

/*
 * True when nothing is missing that could turn a verdict on the process's objects: no event lost, the trace whole and
 * from its beginning, and the process ended normally.
 */
bool analysis_is_certain(const struct analysis *analysis, const struct process *process);

#endif
