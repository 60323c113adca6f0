/* SPDX-License-Identifier: MIT */
/* Makes one process of a trace into a script. */
#ifndef TLSCOPE_REPLAY_COMPILE_H
#define TLSCOPE_REPLAY_COMPILE_H

#include <stdbool.h>

#include "process_list.h"
#include "trace.h"
#include "writer.h"

struct compiled {
    struct trace_result trace;
    bool forked;
    bool partial;            /* not all that it did is in the trace, for the way it was recorded: nothing to play */
    uint64_t events_missing; /* of this process, as far as is known */
    uint64_t unknown;        /* objects that calls named and no event announced */
    uint64_t events;         /* of this process */
    uint64_t after_end;      /* events after the process's own end */
    uint64_t calls;
    bool statements; /* the process announced its source statements */
    int script;      /* its descriptor; -1: errno says why it could not be written */
    char *settings;  /* TLSCOPE_OPTIONS of the recorded process */
};

/* The processes of the trace, with their calls, for process_list_free. */
struct process_list compile_list(const char *trace, enum trace_reader reader);

/* `wish`: both of its members are known. `other_options`: the replay is to run under other rules than the recorded. */
void compile_trace(const char *trace, struct process_wish wish, bool other_options, enum trace_reader reader,
                   struct compiled *compiled);

void compiled_clear(struct compiled *compiled);

#endif
