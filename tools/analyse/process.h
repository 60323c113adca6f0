/* SPDX-License-Identifier: MIT */
/* One traced process: its facts, its replay and everything that is counted about it. */
#ifndef TLSCOPE_ANALYSE_PROCESS_H
#define TLSCOPE_ANALYSE_PROCESS_H

#include "buffers.h"
#include "calls.h"
#include "diagnostics.h"
#include "findings.h"
#include "footprint.h"
#include "gpu.h"
#include "growth.h"
#include "heap.h"
#include "imbalance.h"
#include "leaks.h"
#include "lifetimes.h"
#include "memchecked.h"
#include "observer.h"
#include "past.h"
#include "pool.h"
#include "scopes.h"
#include "selection.h"
#include "shapes.h"
#include "sites.h"
#include "summaries.h"
#include "threads.h"
#include "timeline.h"
#include "why.h"

enum process_ending {
    ENDED_NORMALLY, /* the runtime said so at exit */
    ENDED_KILLED,   /* the trace stops: a signal, _exit, or recording stopped first */
    ENDED_REPLACED, /* by another program under the same process id (exec) */
    ENDED_RUNNING, /* it had not ended when a flight recorder wrote the trace, or the recorder ended, or that has not */
    ENDED_UNKNOWN, /* what it told at its end, if anything, may have been overwritten */
};

/* As the recorder saw it. */
struct process_exit {
    enum { EXIT_UNKNOWN, EXIT_BY_CODE, EXIT_BY_SIGNAL } by;
    int number; /* the code or the signal */
};

const char *process_ending_name(enum process_ending ending);

struct process {
    uint64_t id;                     /* as events name it */
    size_t index;                    /* among those of the analysis, in order of their first events */
    const struct observer *observer; /* NULL: none */
    uint32_t pid;
    uint32_t parent_pid;
    bool started;        /* a process_start was seen */
    bool from_beginning; /* it came before any call: nothing was missed before the trace */
    bool forked;
    const char *program;
    const char *version;
    const char *settings;
    int64_t first_ns;
    int64_t last_ns;
    int64_t overwritten_until_ns;
    struct past past;
    struct selection selection;
    struct summaries summaries;
    const char *snapshot; /* why a flight recorder wrote the trace; NULL: it is none of one */
    uint64_t events;      /* read */
    uint64_t events_lost; /* settled by the analysis */
    enum process_ending ending;
    struct process_exit exit;
    bool untraced;                   /* nobody asked for its trace, there is none: a memory checker tells of it */
    bool outlived;                   /* the recording: it still ran at the end of that */
    uint32_t left_running;           /* its children that did, and had made no call */
    struct tl_event_process_end end; /* where the process ended normally */
    bool counters_agree;             /* the replay's, with those of `end` */
    bool mixed;                      /* there were more events than it emitted: some are of another under its id */
    struct names names;
    struct sites sites;
    struct replay replay;
    struct calls calls;
    struct threads threads;
    struct scopes scopes;
    struct imbalance imbalance;
    struct growth growth;
    struct pool pool;
    struct buffers buffers;
    struct lifetimes lifetimes;
    struct shapes shapes;
    struct timeline timeline;
    struct diagnostics diagnostics;
    struct whys whys;
    struct leaks leaks;
    struct findings findings;
    struct heap heap;
    struct footprint footprint;
    struct gpu gpu;
    struct memchecked *memchecked; /* NULL: it did not run under memcheck */
    struct totals at_end;
};

/* A process whose first event came at `time_ns`, whose `object` (0: none) is to be told of entry by entry; to be given
 * to process_free. `overwritten_until_ns`: as past_takes has it. */
struct process *process_new(uint64_t id, int64_t time_ns, uint32_t object, int64_t overwritten_until_ns);
void process_free(struct process *process);

void process_event(struct process *process, const struct trace_event *event);

/* The process ran under memcheck, which wrote that file. Before its first event. */
void process_memcheck(struct process *process, const struct memcheck_file *file);

/* Events of the heap change nothing but `heap`, and those of devices nothing but `gpu`. */
void process_heap_event(struct process *process, const struct trace_heap_event *event);
void process_gpu_event(struct process *process, const struct trace_gpu_event *event);

/* True when the event is the start of another process than this one, under the same id. */
static inline bool process_is_replaced_by(const struct process *process, const struct trace_event *event)
{
    return event->id == TL_EVENT_process_start && process->started;
}

/* Whether anything that it sent proves a call of the memory manager; misuse and tensors may come before any other. */
bool process_has_called(const struct process *process);

/* Whether the trace's end of the process, which is not there, may have been overwritten: events after its last were. */
bool process_end_may_be_overwritten(const struct process *process);

/* Judges what is alive and orders all lists; no event may follow. Code addresses have been resolved before. */
void process_finish(struct process *process);

#endif
