/* SPDX-License-Identifier: MIT */
/*
 * One LTTng recording session: local, buffers per user in a folder of ours, the events tl_mem:*, and tl_heap:* and
 * tl_gpu:* where asked for, with their pid. As a flight recorder it writes nothing by itself: its buffers begin anew
 * when they are full, but for the facts that later events refer to, which have buffers of their own.
 */
#ifndef TLSCOPE_RECORD_SESSION_H
#define TLSCOPE_RECORD_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "buffers.h"

struct lttng_handle;

struct session_setup {
    const char *trace;      /* absolute path the trace is written to */
    const char *memory;     /* folder for the buffers */
    struct buffers buffers; /* of each channel */
    bool heap;              /* malloc and free, in a channel of their own */
    bool cupti;             /* what CUPTI sees, likewise */
    int32_t blocking;       /* microseconds; 0: never wait */
    bool flight_recorder;
    bool summary; /* nothing of single calls and objects */
};

struct session {
    char name[48];
    const char *trace; /* borrowed from the setup */
    struct lttng_handle *handle;
    bool created;
    bool started;
};

/* Makes and starts a session with a name of its own. False, with a message; destroy or forget it either way. */
bool session_start(struct session *session, const struct session_setup *setup);

/* Stops it; programs go on without. No more than tells LTTng so: session_drain waits. */
void session_stop(struct session *session);

/* After session_stop: waits until all is written, or until nothing has been written for a while. */
void session_drain(struct session *session);

enum session_channel { SESSION_CALLS, SESSION_HEAP, SESSION_GPU, SESSION_FACTS };

/* Of a flight recorder, running or stopped: writes what its buffers hold as a trace below the new folder `trace`, an
 * absolute path. False, with a message, when it cannot. */
bool session_snapshot(const struct session *session, const char *trace);

/* Events of a channel discarded so far for want of room; 0 where there is no such channel. */
uint64_t session_discarded(const struct session *session, enum session_channel which);

/* Removes it from the daemon; with `wait`, not before LTTng has finished with it, or a limit has passed. */
void session_destroy(struct session *session, bool wait);

/* Frees what this process holds of it; it ends with its daemon. */
void session_forget(struct session *session);

#endif
