/* SPDX-License-Identifier: MIT */
/* Runs a program under an LTTng session of its own and keeps the trace. */
#ifndef TLSCOPE_RECORD_H
#define TLSCOPE_RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/* Exit codes of the tool itself, as shells and env(1) use them; any other code is the program's own. */
enum record_exit {
    RECORD_EXIT_FAILED = 125,         /* nothing, or not all, could be recorded */
    RECORD_EXIT_NOT_EXECUTABLE = 126, /* the program was found and cannot be started */
    RECORD_EXIT_NOT_FOUND = 127,      /* the program was not found */
    RECORD_EXIT_SIGNAL = 128,         /* plus the number of the signal that ended the program */
};

/* How long an event waits for room in the buffers by default, in microseconds: measured to cost nothing until then, and
 * long enough for a reader that a busy machine has put to sleep. */
#define RECORD_BLOCKING_DEFAULT 10000000

struct record_options {
    char *const *program;     /* the program and its arguments, NULL at the end; not empty */
    const char *output;       /* the folder to make; NULL: tlscope-<program>.<pid> */
    bool force;               /* replace what an earlier recording left in that folder */
    bool preload;             /* preload libtlscope.so over the program's own provider of the ABI */
    uint64_t subbuffer_size;  /* bytes, a power of two, at least a page; 0: chosen from cores and free memory */
    uint64_t subbuffer_count; /* per CPU, a power of two, at least 2; 0: chosen likewise */
    bool heap;                /* record malloc and free, too */
    bool cupti;               /* and what CUPTI sees of CUDA's devices */
    int32_t blocking;         /* longest wait of one event for room, microseconds; 0: lose it at once */
    char *const *under;       /* words to put before the program's: a tool that runs it; NULL: none */
    const char *settings;     /* more of TLSCOPE_OPTIONS for the program; NULL: none */
    uint64_t snapshot_bytes;  /* keep only the last so many bytes of each CPU, a flight recorder; 0: all, on disk */
    const char *snapshot_on;  /* word of the runtime's option of that name; NULL: its default */
    uint64_t summary_seconds; /* totals by place every so many seconds in place of events; 0: events */
    uint64_t snapshot_at;     /* live bytes; 0: at none */
    /* A snapshot other than that at the end is in the folder; for `program`, which still runs. */
    void (*snapshot_taken)(const struct record_options *options, const char *folder, pid_t program, const char *why);
    bool untraced;                                   /* only run it: no session, no trace */
    void (*started)(const char *program, pid_t pid); /* called when it is; may be NULL */
};

/* Why a trace does not hold all that happened. */
enum record_fault {
    RECORD_FAULT_NONE,
    RECORD_FAULT_DISK_FULL,   /* recording stopped where the disk was full */
    RECORD_FAULT_STALLED,     /* LTTng took no more events; recording stopped so that the program could go on */
    RECORD_FAULT_DAEMON_GONE, /* the session daemon ended before the program */
};

enum { RECORD_RUNNING_MOST = 64 };

struct record_result {
    char *directory; /* owned by the result; NULL, and not there, when no process sent anything and no tool ran it */
    char *trace;     /* the CTF trace in it; owned by the result; NULL when no process sent anything */
    pid_t pid;       /* of the program */
    int exit_code;   /* of the program, RECORD_EXIT_SIGNAL + N when signal N ended it */
    int signal;      /* that ended it; 0: none */
    time_t started;
    pid_t running[RECORD_RUNNING_MOST]; /* processes of it that had not ended when recording did */
    size_t running_count;
    double seconds;            /* from its start to its end */
    uint64_t events_lost;      /* discarded for want of room, as LTTng counts them */
    uint64_t heap_events_lost; /* likewise, of malloc and free */
    bool heap;                 /* malloc and free were to be recorded */
    bool recovered;            /* a process was killed inside an event: its buffers were read afterwards */
    enum record_fault fault;
    unsigned snapshots;   /* in folders of their own, beside the one at the end */
    bool snapshot_failed; /* one that was asked for is not there */
};

/*
 * Runs the program and records it; blocks until it has ended. Everything started or made on the way, except
 * result->directory, is gone on return. Returns 0 when the program ran (see result), else one of record_exit after
 * saying why on stderr. Call from a process with one thread; signals that arrive meanwhile go to the program.
 */
int record_program(const struct record_options *options, struct record_result *result);

/* Frees what the result owns. */
void record_result_clear(struct record_result *result);

/* One sentence about a fault, without a full stop; NULL for none. */
const char *record_fault_text(enum record_fault fault);

#endif
