/* SPDX-License-Identifier: MIT */
#include "runtime/lifecycle.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <tl/tlscope.h>

#include "device/plugin.h"
#include "gpu/gpu.h"
#include "heap/classify.h"
#include "hook/nvtx.h"
#include "hook/race_checker.h"
#include "jit/jit.h"
#include "manager/diagnose.h"
#include "manager/held.h"
#include "manager/known.h"
#include "manager/leaks.h"
#include "manager/population.h"
#include "manager/quick.h"
#include "manager/reclaim.h"
#include "manager/site.h"
#include "manager/statement.h"
#include "manager/summary.h"
#include "manager/tensor.h"
#include "manager/watch_rule.h"
#include "runtime/footprint.h"
#include "runtime/inheritance.h"
#include "runtime/keyframe.h"
#include "runtime/resident.h"
#include "runtime/snapshot.h"
#include "runtime/thread.h"
#include "stack/unwind_table.h"

enum { SETTINGS_BYTES = 1024, THREADS_MOST = 64 };

struct runtime runtime = {.lock = LOCK_INITIALIZER};

static pthread_once_t start_once = PTHREAD_ONCE_INIT;
static sigset_t fork_signals; /* what the tracer blocked around a fork */
THREAD_LOCAL uint32_t runtime_this_thread;

uint32_t runtime_ask_thread(void)
{
    runtime_this_thread = (uint32_t)syscall(SYS_gettid);
    return runtime_this_thread;
}

static void tell_start(enum tl_start reason)
{
    char program[PATH_MAX];
    char settings[SETTINGS_BYTES];
    const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    options_format(&runtime.options, settings, sizeof settings);
    hook(process_start, .format = TL_TRACE_FORMAT, .reason = (uint8_t)reason, .pid = (uint32_t)getpid(),
         .parent_pid = (uint32_t)getppid(), .program = program, .version = TLSCOPE_VERSION, .settings = settings);
    watch_rule_tell();
    summary_tell_mode();
    runtime.told_start = true;
}

/* A child that has not called yet has left the tracer as the fork found it: locked. */
static bool tracer_is_awake(void)
{
    return trace.tracer != NULL && !runtime.forked;
}

static void before_fork(void)
{
    lock_take(&runtime.lock);
    unwind_before_fork();
    heap_hush(true);
    if (tracer_is_awake())
        trace.tracer->before_fork(&fork_signals);
}

static void after_fork_in_parent(void)
{
    if (tracer_is_awake())
        trace.tracer->after_fork_parent(&fork_signals);
    heap_hush(false);
    unwind_after_fork();
    lock_give(&runtime.lock);
}

/* Most children exec: the tracer's threads and sockets are made anew only for one that calls. */
static void after_fork_in_child(void)
{
    if (tracer_is_awake())
        pthread_sigmask(SIG_SETMASK, &fork_signals, NULL);
    heap_hush(false);
    runtime_this_thread = 0;
    thread_forget_calls();
    sites_forget_met();
    nvtx_leave();
    devices_after_fork_in_child();
    runtime.forked = true;
    runtime.told_start = false;
    unwind_after_fork_in_child();
    lock_renew(&runtime.lock);
    race_checker_renew(&runtime.lock.mutex);
}

static void wake_tracer_in_child(void)
{
    sigset_t current;
    runtime.forked = false;
    pthread_sigmask(SIG_SETMASK, NULL, &current);
    if (trace.tracer != NULL)
        trace.tracer->after_fork_child(&current);
}

static void trace_heap(void)
{
    if (trace.tracer != NULL)
        heap_trace(trace.tracer->heap);
}

static void start(void)
{
    options_read(&runtime.options);
    snapshot_start();
    population_start();
    summary_start();
    watch_rule_start();
    checker_start(runtime.options.valgrind);
    lock_start(&runtime.lock, checker_runs_program());
    heap_classify_start(runtime.options.heap == HEAP_WATCH);
    quick_start();
    footprint_start();
    thread_start();
    sites_init(&runtime.sites);
    names_init(&runtime.names);
    repeats_init(&runtime.repeats);
    runtime.last_scope = 1; /* the global scope's */
    runtime.last_manager = 1;
    if (!manager_init(&global_manager, 1)) {
        fputs("tlscope: no memory for the runtime's first tables; the program cannot go on\n", stderr);
        abort();
    }
    if (runtime.options.trace)
        trace_load();
    nvtx_start(runtime.options.nvtx);
    pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
    lock_take(&runtime.lock);
    tell_start(TL_START_LAUNCH);
    trace_heap();
    lock_give(&runtime.lock);
    if (runtime.options.cupti)
        gpu_start();
    atomic_store_explicit(&runtime.started, true, memory_order_release);
}

void runtime_start(void)
{
    pthread_once(&start_once, start);
}

/* Priority 101, the first and last there is: in a program that links the static twin, its own constructors come after
 * and its destructors before. */
__attribute__((constructor(101))) static void start_at_load(void)
{
    runtime_start();
}

void lifecycle_tell_inheritance(void)
{
    race_checker_suspend(&runtime.lock.mutex); /* the tracer's and the loader's are taken, by the only thread */
    wake_tracer_in_child();
    trace.events = 0;
    runtime.calls_inherited = runtime.calls;
    runtime.told_thread = 0;
    summary_forget();
    repeats_free(&runtime.repeats);
    repeats_init(&runtime.repeats);
    tell_start(TL_START_FORK);
    trace_heap();
    inheritance_tell();
    race_checker_resume(&runtime.lock.mutex);
}

static void statement_end_of_self(void)
{
    struct thread *self = thread_self();
    if (self != NULL)
        statement_end(self);
}

/* The thread of the scope at `depth` has one further in, too. */
static bool has_inner(const struct scopes *scopes, uint32_t depth)
{
    for (uint32_t inner = depth + 1; inner <= scopes_depth(scopes) && inner <= depth + THREADS_MOST; inner++)
        if (scope_at(scopes, inner)->thread == scope_at(scopes, depth)->thread)
            return true;
    return false;
}

/* Of each thread that still runs, where it entered its innermost scope: it may be inside. */
static void tell_running(void)
{
    const struct scopes *scopes = &global_manager.scopes;
    struct call call = {.manager = &global_manager, .event = TL_EVENT_process_end};
    uint32_t told = 0;
    for (uint32_t depth = scopes_depth(scopes); depth > inheritance_depth() && told < THREADS_MOST; depth--) {
        const struct scope *scope = scope_at(scopes, depth);
        if (scope->thread == 0 || scope->thread == runtime_thread() || has_inner(scopes, depth) ||
            syscall(SYS_tgkill, getpid(), scope->thread, 0) != 0)
            continue;
        call.site = scope->site;
        diagnose(&call, (struct misuse){.code = TL_DIAGNOSTIC_SCOPES_OPEN_AT_END, .other_site = scope->site},
                 "thread %u, which entered the one named here, still runs", scope->thread);
        told++;
    }
}

/* What is wrong at the end of the process only. */
static void check_end(struct call *call)
{
    const struct scopes *scopes = &global_manager.scopes;
    const struct frames *frames = &global_manager.frames;
    quarantine_check(call);
    known_check(call, inheritance_objects());
    if (scopes_depth(scopes) > inheritance_depth())
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_SCOPES_OPEN_AT_END,
                                 .other_site = scope_at(scopes, inheritance_depth() + 1)->site},
                 "%u of them; the outermost is the one named here", scopes_depth(scopes) - inheritance_depth());
    tell_running();
    if (frames_count(frames) > inheritance_frames())
        diagnose(call,
                 (struct misuse){.code = TL_DIAGNOSTIC_FRAMES_OPEN_AT_END,
                                 .other_site = frame_at(frames, inheritance_frames())->site},
                 "%u of them; the outermost is the one named here", frames_count(frames) - inheritance_frames());
}

/* What the runtime itself still holds is no leak of the program: leak checkers that look after this find it freed. */
static void free_own_memory(struct call *call)
{
    if (checker.memcheck) {
        held_show();
        tensors_show();
    }
    quarantine_empty(call);
    pool_free_own(call);
}

/* Objects of the process-wide manager that are in a pool: its own, or one of an embedder's. */
static uint64_t pooled_objects(void)
{
    const struct objects *objects = &global_manager.objects;
    uint64_t pooled = 0;
    uint32_t place = 0;
    for (uint32_t index = objects_next(objects, &place); index != 0; index = objects_next(objects, &place))
        pooled += object_at(objects, index)->state == OBJECT_POOLED;
    return pooled;
}

/* After main, the atexit handlers and the destructors of what stands on this library. Calls may still come. */
__attribute__((destructor(101))) static void end(void)
{
    struct call call = {.manager = &global_manager, .event = TL_EVENT_process_end};
    gpu_end();
    lock_take(&runtime.lock);
    if (!runtime.told_start) { /* a forked child that never called */
        race_checker_suspend(&runtime.lock.mutex);
        if (runtime.forked)
            wake_tracer_in_child(); /* which its own end could otherwise wait for */
        race_checker_resume(&runtime.lock.mutex);
        lock_give(&runtime.lock);
        return;
    }
    if (scopes_depth(&global_manager.scopes) > inheritance_depth())
        call.site = site_of_exit(CALLER);
    check_end(&call);
    diagnose_repeats();
    statement_end_of_self();
    keyframe_tell_last();
    summary_tell_last();
    held_tell();
    heap_trace_end(known_each);
    jit_end();
    resident_tell();
    watch_rule_tell_counts();
    hook(process_end, .events = trace.events + 1, .calls = runtime.calls - runtime.calls_inherited,
         .depth = scopes_depth(&global_manager.scopes), .frames = frames_count(&global_manager.frames),
         .counted = global_manager.objects.counted,
         .pooled = trace_records(TL_EVENT_process_end) ? pooled_objects() : 0);
    const size_t leaks = runtime.options.leak_report ? leaks_print(true) : 0;
    free_own_memory(&call);
    nvtx_ranges_end();
    reclaim_run(&call);
    thread_end_all();
    if (leaks != 0 && runtime.options.exitcode != 0) {
        fflush(stdout); /* not every stream: another thread may be waiting in one */
        _exit((int)runtime.options.exitcode);
    }
}
