/* SPDX-License-Identifier: MIT */
/* The steps of a recording, in order; what one has made is removed again whichever way it ends. */
#include "record.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>

#include "check.h"
#include "child.h"
#include "daemon.h"
#include "environment.h"
#include "file_tree.h"
#include "guard.h"
#include "jit_files.h"
#include "message.h"
#include "output_dir.h"
#include "recover.h"
#include "scratch.h"
#include "session.h"
#include "signals.h"
#include "snapshots.h"
#include "survivors.h"
#include "watch.h"

struct recording {
    const struct record_options *options;
    char *path;   /* of the program */
    char **words; /* to start it with; those of `under` and its own are borrowed */
    struct signals signals;
    struct scratch *scratch; /* of the guard's */
    struct guard guard;
    struct environment environment;
    struct session_daemon daemon;
    struct child child;
    struct output_dir output;
    struct session session;
    struct snapshots snapshots;
    time_t started;
};

const char *record_fault_text(enum record_fault fault)
{
    static const char *const texts[] = {
        [RECORD_FAULT_NONE] = NULL,
        [RECORD_FAULT_DISK_FULL] = "the disk is full: recording stopped there",
        [RECORD_FAULT_STALLED] = "LTTng takes no more events: recording stopped there",
        [RECORD_FAULT_DAEMON_GONE] = "the LTTng session daemon has ended: recording stopped there",
    };
    return texts[fault];
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool prepare(struct recording *recording)
{
    const struct record_options *options = recording->options;
    struct session_daemon *daemon = &recording->daemon;
    if (!guard_start(&recording->guard)) {
        return false;
    }
    recording->scratch = &recording->guard.facts->scratch;
    if (!scratch_make(recording->scratch) ||
        !(options->untraced || check_recordable(recording->path, options->preload, recording->scratch->log)) ||
        !environment_choose(&recording->environment, options) ||
        (options->snapshot_bytes != 0 && !snapshots_open(&recording->snapshots, recording->scratch->home, options))) {
        return false;
    }
    recording->environment.snapshot_pipe = options->snapshot_bytes != 0 ? recording->snapshots.pipe : NULL;
    if (!options->untraced) {
        session_daemon_prepare(daemon, recording->scratch, &recording->guard.facts->daemon);
    }
    return child_hold(&recording->child, options->under != NULL ? options->under[0] : recording->path, recording->words,
                      &recording->environment, &recording->signals) &&
           output_dir_make(&recording->output, options->output, options->program[0], recording->child.pid,
                           options->force) &&
           (options->untraced || session_daemon_start(daemon, recording->scratch));
}

static bool start_session(struct recording *recording)
{
    const struct record_options *options = recording->options;
    if (options->untraced) {
        return true;
    }
    struct session_setup setup = {.trace = recording->output.trace,
                                  .memory = recording->scratch->buffers,
                                  .heap = options->heap,
                                  .cupti = options->cupti,
                                  .blocking = options->blocking,
                                  .flight_recorder = options->snapshot_bytes != 0,
                                  .summary = options->summary_seconds != 0};
    const struct buffers wanted = setup.flight_recorder
                                      ? snapshots_buffers(options->snapshot_bytes)
                                      : (struct buffers){options->subbuffer_size, options->subbuffer_count};
    if (!setup.flight_recorder) { /* whose buffers go when it is killed */
        snprintf(recording->guard.facts->trace, PATH_MAX, "%s", recording->output.trace);
    }
    return buffers_choose(&setup.buffers, wanted, 1u + options->heap + options->cupti, recording->scratch->buffers) &&
           session_start(&recording->session, &setup);
}

/* 0 when the program runs, else an exit code. */
static int start_program(struct recording *recording)
{
    int asked = signals_end_asked();
    if (asked != 0) {
        message("ended by a signal before the program was started");
        return RECORD_EXIT_SIGNAL + asked;
    }
    recording->started = time(NULL);
    int error = child_release(&recording->child, recording->output.path);
    if (error != 0) {
        message("cannot run %s: %s", recording->path, strerror(error));
        return error == ENOENT ? RECORD_EXIT_NOT_FOUND : RECORD_EXIT_NOT_EXECUTABLE;
    }
    if (recording->options->started != NULL) {
        recording->options->started(recording->options->program[0], recording->child.pid);
    }
    return 0;
}

static void run_program(struct recording *recording, struct record_result *result)
{
    const struct watch watch = {recording->child.pid, &recording->signals,          &recording->daemon,
                                &recording->session,  recording->options->blocking, &recording->snapshots,
                                &recording->output};
    double start = now();
    result->pid = recording->child.pid;
    result->heap = recording->options->heap;
    result->started = recording->started;
    const int status = watch_program(&watch, &result->fault);
    result->exit_code = child_exit_code(status);
    result->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    result->seconds = now() - start;
    recording->child.pid = 0;
}

/* Somebody else's daemon keeps its complaints to itself. */
static bool disk_is_full(const struct recording *recording)
{
    struct statvfs status;
    if (recording->daemon.log != NULL) {
        return session_daemon_saw_full_disk(&recording->daemon);
    }
    return statvfs(recording->output.path, &status) == 0 && status.f_bavail == 0;
}

/* The last one is the run's own trace. */
static void finish_snapshots(struct recording *recording, struct record_result *result)
{
    const bool runs = result->fault != RECORD_FAULT_DAEMON_GONE;
    result->snapshots = recording->snapshots.taken;
    result->snapshot_failed =
        !(runs && session_snapshot(&recording->session, recording->output.trace)) || recording->snapshots.failed != 0;
    result->events_lost = session_discarded(&recording->session, SESSION_FACTS);
}

static void finish_trace(struct recording *recording, struct record_result *result)
{
    const struct scratch *scratch = recording->scratch;
    result->running_count = survivors_find(recording->daemon.environment, result->running, RECORD_RUNNING_MOST);
    session_stop(&recording->session);
    if (recording->options->snapshot_bytes != 0) {
        finish_snapshots(recording, result);
    } else if (result->fault == RECORD_FAULT_NONE || result->fault == RECORD_FAULT_STALLED) {
        session_drain(&recording->session);
        result->events_lost = session_discarded(&recording->session, SESSION_CALLS);
        result->heap_events_lost = session_discarded(&recording->session, SESSION_HEAP);
    }
    if (disk_is_full(recording)) {
        result->fault = RECORD_FAULT_DISK_FULL;
        recover_extract(scratch->buffers, scratch->extracted, scratch->log);
    } else if (recording->options->snapshot_bytes == 0) {
        result->recovered = recover_buffers(scratch->buffers, recording->output.trace, scratch->log);
    }
}

static void complete_metadata(struct recording *recording)
{
    output_dir_release_reserve(&recording->output);
    if (!recover_metadata(recording->output.trace, recording->scratch->extracted)) {
        message("the trace in %s has no metadata; free some space and record again", recording->output.trace);
    }
}

static void stop_lttng(struct recording *recording, bool healthy)
{
    if (recording->daemon.log == NULL) {
        session_destroy(&recording->session, healthy);
    }
    /* Our own daemon ends its session with itself, without the half second that destroying one takes. */
    session_daemon_stop(&recording->daemon);
    session_forget(&recording->session);
}

static void keep_result(struct recording *recording, struct record_result *result)
{
    char *metadata = file_tree_find(recording->output.trace, "metadata");
    bool empty = metadata == NULL;
    free(metadata);
    output_dir_release_reserve(&recording->output);
    if (empty && !recording->options->untraced) {
        session_daemon_show_complaints(&recording->daemon);
    }
    if (!empty) {
        result->trace = recording->output.trace;
        recording->output.trace = NULL;
    }
    if (!empty || recording->options->under != NULL) {
        result->directory = recording->output.path;
        recording->output.path = NULL;
    }
}

static int record(struct recording *recording, struct record_result *result)
{
    if (!prepare(recording) || !start_session(recording)) {
        return RECORD_EXIT_FAILED;
    }
    int failed = start_program(recording);
    if (failed != 0) {
        return failed;
    }
    run_program(recording, result);
    if (!recording->options->untraced) {
        finish_trace(recording, result);
        stop_lttng(recording, result->fault == RECORD_FAULT_NONE && !result->recovered);
    }
    if (result->fault == RECORD_FAULT_DISK_FULL) {
        complete_metadata(recording);
    }
    jit_files_keep(recording->output.jit, recording->started);
    keep_result(recording, result);
    return 0;
}

static void clean_up(struct recording *recording)
{
    child_drop(&recording->child);
    snapshots_close(&recording->snapshots);
    stop_lttng(recording, false);
    output_dir_discard(&recording->output);
    output_dir_clear(&recording->output);
    guard_end(&recording->guard);
    environment_clear(&recording->environment);
    signals_release(&recording->signals);
    free(recording->path);
    free(recording->words);
}

static size_t words_count(char *const *words)
{
    size_t count = 0;
    while (words != NULL && words[count] != NULL) {
        count++;
    }
    return count;
}

static bool join_words(struct recording *recording)
{
    const struct record_options *options = recording->options;
    const size_t before = words_count(options->under);
    const size_t own = words_count(options->program);
    recording->words = calloc(before + own + 1, sizeof *recording->words);
    if (recording->words == NULL) {
        message("out of memory");
        return false;
    }
    if (before > 0) {
        memcpy(recording->words, options->under, before * sizeof *recording->words);
    }
    memcpy(recording->words + before, options->program, own * sizeof *recording->words);
    return true;
}

int record_program(const struct record_options *options, struct record_result *result)
{
    struct recording recording;
    int exit_code = 0;
    memset(&recording, 0, sizeof recording);
    memset(result, 0, sizeof *result);
    recording.options = options;
    recording.child = (struct child){0, -1, -1};
    recording.daemon.directory.lock = -1;
    recording.guard.lifeline = -1;
    recording.signals.fd = -1;
    recording.snapshots.requests = -1;
    recording.path = check_find(options->program[0], &exit_code);
    if (recording.path == NULL) {
        return exit_code;
    }
    exit_code =
        join_words(&recording) && signals_hold(&recording.signals) ? record(&recording, result) : RECORD_EXIT_FAILED;
    clean_up(&recording);
    return exit_code;
}

void record_result_clear(struct record_result *result)
{
    free(result->directory);
    free(result->trace);
    memset(result, 0, sizeof *result);
}
