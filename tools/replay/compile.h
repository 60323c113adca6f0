/* SPDX-License-Identifier: MIT */
/* Makes one process of a trace into a script. */
#ifndef TLSCOPE_REPLAY_COMPILE_H
#define TLSCOPE_REPLAY_COMPILE_H

#include <stdbool.h>

#include "trace.h"
#include "writer.h"

struct compiled {
    struct trace_result trace;
    uint64_t process;   /* the one played; 0: none was found */
    uint32_t processes; /* in the trace */
    bool forked;
    bool partial;            /* not all that it did is in the trace, for the way it was recorded: nothing to play */
    uint64_t events_missing; /* of this process, as far as is known */
    uint64_t unknown;        /* objects that calls named and no event announced */
    uint64_t events;         /* of this process */
    uint64_t after_end;      /* events after the process's own end */
    uint64_t calls;
    bool statements; /* the process announced its source statements */
    int script;      /* its descriptor; -1: errno says why it could not be written */
    char *program;   /* for the caller to free, as the next is */
    char *settings;  /* TLSCOPE_OPTIONS of the recorded process */
};

/* `process` 0: the first. `other_options`: the replay is to run under other rules than the recorded ones. */
void compile_trace(const char *trace, uint64_t process, bool other_options, enum trace_reader reader,
                   struct compiled *compiled);

void compiled_clear(struct compiled *compiled);

#endif
