/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

const char *process_ending_name(enum process_ending ending)
{
    static const char *const names[] = {[ENDED_NORMALLY] = "normally",
                                        [ENDED_KILLED] = "killed",
                                        [ENDED_REPLACED] = "replaced",
                                        [ENDED_RUNNING] = "running",
                                        [ENDED_UNKNOWN] = "unknown"};
    return names[ending];
}

static void object_ended(void *context, const struct object *object, enum tl_fate fate, int64_t time_ns)
{
    struct process *process = context;
    if (process->observer) {
        process->observer->ended(process->observer->context, process, object, fate);
    }
    if (!object->past_unknown) {
        lifetimes_ended(&process->lifetimes, object, time_ns);
        shapes_take(&process->shapes, object);
    }
}

struct process *process_new(uint64_t id, int64_t time_ns, uint32_t object, int64_t overwritten_until_ns)
{
    struct process *process = memory_new(sizeof(*process));
    *process = (struct process){.id = id,
                                .pid = (uint32_t)id,
                                .first_ns = time_ns,
                                .last_ns = time_ns,
                                .overwritten_until_ns = overwritten_until_ns,
                                .ending = ENDED_KILLED};
    process->program = process->version = process->settings = "";
    sites_init(&process->sites, &process->names);
    replay_init(&process->replay, &process->names, (struct replay_listener){.context = process, .ended = object_ended});
    process->replay.story.object = object;
    threads_init(&process->threads);
    scopes_init(&process->scopes);
    growth_init(&process->growth, &process->selection);
    imbalance_init(&process->imbalance, &process->sites);
    pool_init(&process->pool);
    buffers_init(&process->buffers);
    lifetimes_init(&process->lifetimes);
    shapes_init(&process->shapes);
    timeline_init(&process->timeline);
    diagnostics_init(&process->diagnostics, &process->names);
    summaries_init(&process->summaries);
    leaks_init(&process->leaks, &process->selection);
    heap_init(&process->heap, &process->names, &process->sites);
    footprint_init(&process->footprint);
    gpu_init(&process->gpu, &process->names);
    process->replay.totals.changed = true;
    return process;
}

void process_free(struct process *process)
{
    sites_free(&process->sites);
    replay_free(&process->replay);
    threads_free(&process->threads);
    scopes_free(&process->scopes);
    growth_free(&process->growth);
    imbalance_free(&process->imbalance);
    pool_free(&process->pool);
    buffers_free(&process->buffers);
    lifetimes_free(&process->lifetimes);
    shapes_free(&process->shapes);
    timeline_free(&process->timeline);
    diagnostics_free(&process->diagnostics);
    summaries_free(&process->summaries);
    leaks_free(&process->leaks);
    whys_free(&process->whys);
    findings_free(&process->findings);
    heap_free(&process->heap);
    footprint_free(&process->footprint);
    gpu_free(&process->gpu);
    memchecked_free(process->memchecked);
    names_free(&process->names);
    free(process);
}

void process_memcheck(struct process *process, const struct memcheck_file *file)
{
    process->memchecked = memchecked_new(file, &process->sites);
    process->replay.sightings = &process->memchecked->sightings;
}

static void start_take(struct process *process, const struct tl_event_process_start *event)
{
    process->started = true;
    process->from_beginning = calls_total(&process->calls) == 0 && !process->past.cut;
    process->forked = event->reason == TL_START_FORK;
    process->pid = event->pid;
    process->parent_pid = event->parent_pid;
    process->program = names_keep(&process->names, event->program);
    process->version = names_keep(&process->names, event->version);
    process->settings = names_keep(&process->names, event->settings);
    process->sites.announced_before = strstr(event->settings, "source=before") != NULL;
}

/* The runtime's own counters are of its process-wide manager, number 1. */
static void end_take(struct process *process, const struct tl_event_process_end *event)
{
    const struct manager *manager = idmap_find(&process->replay.managers, 1);
    process->end = *event;
    process->ending = ENDED_NORMALLY;
    process->mixed = event->events > 0 && process->events > event->events;
    process->counters_agree = !process->mixed && manager->counted == event->counted &&
                              manager->pooled == event->pooled && manager->depth == event->depth &&
                              manager->frames == event->frames;
}

/* What is alive now, since it has changed, counts for peaks and the timeline. */
static void totals_follow(struct process *process, int64_t time_ns)
{
    struct replay *replay = &process->replay;
    replay->totals.changed = false;
    devices_take(&replay->accounts.devices, time_ns);
    if (process->gpu.recorded) {
        gpu_tensors(&process->gpu, &replay->accounts.devices, time_ns);
    }
    if (timeline_take(&process->timeline, time_ns, &replay->totals)) {
        accounts_peak(&replay->accounts);
    }
    if (replay->accounts.devices.others) {
        timeline_devices(&process->timeline, &replay->accounts.devices);
    }
}

static void exit_follow(struct process *process, const struct trace_event *event)
{
    scopes_event(&process->scopes, event);
    growth_event(&process->growth, event, &process->replay);
    imbalance_event(&process->imbalance, event, &process->replay);
    diagnostics_event(&process->diagnostics, event, &process->replay);
}

/* Who counts an event beside the replay, and before it: each kind is of interest to few. */
#define FOLLOWERS                                                                                                      \
    FOLLOWER(process_start, start_take(process, &event->as.process_start))                                             \
    FOLLOWER(process_end, end_take(process, &event->as.process_end))                                                   \
    FOLLOWER(context, threads_change(&process->threads, event->as.context.thread))                                     \
    FOLLOWER(footprint, footprint_take(&process->footprint, event, &process->replay, process->buffers.bytes,           \
                                       process->past.summed))                                                          \
    FOLLOWER(module, sites_event(&process->sites, event))                                                              \
    FOLLOWER(address, sites_event(&process->sites, event))                                                             \
    FOLLOWER(stack, sites_event(&process->sites, event))                                                               \
    FOLLOWER(statement, sites_event(&process->sites, event))                                                           \
    FOLLOWER(site, sites_event(&process->sites, event))                                                                \
    FOLLOWER(site_statement, sites_event(&process->sites, event))                                                      \
    FOLLOWER(summaries, summaries_event(&process->summaries, event, &process->names))                                  \
    FOLLOWER(summary, summaries_event(&process->summaries, event, &process->names))                                    \
    FOLLOWER(selection, selection_event(&process->selection, event, &process->names))                                  \
    FOLLOWER(selected, selection_event(&process->selection, event, &process->names))                                   \
    FOLLOWER(diagnostic, diagnostics_event(&process->diagnostics, event, &process->replay))                            \
    FOLLOWER(mark, diagnostics_event(&process->diagnostics, event, &process->replay))                                  \
    FOLLOWER(enter_scope, scopes_event(&process->scopes, event))                                                       \
    FOLLOWER(function_enter, scopes_event(&process->scopes, event))                                                    \
    FOLLOWER(exit_scope, exit_follow(process, event))                                                                  \
    FOLLOWER(function_exit, exit_follow(process, event))                                                               \
    FOLLOWER(get_buffer, buffers_event(&process->buffers, event))                                                      \
    FOLLOWER(buffer_deferred, buffers_event(&process->buffers, event))                                                 \
    FOLLOWER(buffer_freed, buffers_event(&process->buffers, event))                                                    \
    FOLLOWER(inherited_buffer, buffers_event(&process->buffers, event))                                                \
    FOLLOWER(ptr_release, pool_event(&process->pool, event, &process->replay))                                         \
    FOLLOWER(tensor_release, pool_event(&process->pool, event, &process->replay))                                      \
    FOLLOWER(release_ptr, pool_event(&process->pool, event, &process->replay))                                         \
    FOLLOWER(tensor_free, pool_event(&process->pool, event, &process->replay))                                         \
    FOLLOWER(record_release, pool_event(&process->pool, event, &process->replay))                                      \
    FOLLOWER(element_release, pool_event(&process->pool, event, &process->replay))                                     \
    FOLLOWER(object_end, pool_event(&process->pool, event, &process->replay))                                          \
    FOLLOWER(object_reuse, pool_event(&process->pool, event, &process->replay))                                        \
    FOLLOWER(object_new, pool_event(&process->pool, event, &process->replay))                                          \
    FOLLOWER(pool_miss, pool_event(&process->pool, event, &process->replay))                                           \
    FOLLOWER(pool_release, pool_event(&process->pool, event, &process->replay))                                        \
    FOLLOWER(pool_clear, pool_event(&process->pool, event, &process->replay))

#define FOLLOWER(name, does)                                                                                           \
    static void on_##name(struct process *process, const struct trace_event *event)                                    \
    {                                                                                                                  \
        does;                                                                                                          \
    }
FOLLOWERS
#undef FOLLOWER

static inline void parts_follow(struct process *process, const struct trace_event *event)
{
    static void (*const followers[TL_EVENT_COUNT])(struct process * process, const struct trace_event *event) = {
#define FOLLOWER(name, does) [TL_EVENT_##name] = on_##name,
        FOLLOWERS
#undef FOLLOWER
    };
    calls_event(&process->calls, event);
    threads_event(&process->threads, event);
    if (followers[event->id]) {
        followers[event->id](process, event);
    }
}

/* False when the event is not to be applied; that a process ended is known all the same. */
static bool past_take(struct process *process, const struct trace_event *event)
{
    const bool taken = past_takes(&process->past, event, process->overwritten_until_ns);
    process->replay.past_cut = process->past.cut;
    if (!taken && event->id == TL_EVENT_process_end) {
        end_take(process, &event->as.process_end);
    }
    return taken;
}

void process_event(struct process *process, const struct trace_event *event)
{
    struct replay *replay = &process->replay;
    process->events++;
    process->last_ns = event->time_ns > process->last_ns ? event->time_ns : process->last_ns;
    if (!past_is_open(&process->past, event) && !past_take(process, event)) {
        return;
    }
    timeline_pass(&process->timeline, event->time_ns, &replay->totals);
    parts_follow(process, event);
    replay_event(replay, event);
    if (process->heap.recorded) {
        heap_object_event(&process->heap, event, replay);
    }
    if (process->observer) {
        process->observer->event(process->observer->context, process, event);
    }
    if (replay->totals.changed && !replay_tells_device_next(replay, event)) {
        totals_follow(process, event->time_ns);
    }
}

static void ledger_take(void *context, const struct object *object)
{
    struct process *process = context;
    if (object->live && !object->past_unknown) {
        whys_alive(&process->whys, object);
    }
}

void process_heap_event(struct process *process, const struct trace_heap_event *event)
{
    heap_event(&process->heap, event, &process->replay);
}

void process_gpu_event(struct process *process, const struct trace_gpu_event *event)
{
    gpu_event(&process->gpu, event, &process->replay.accounts.devices);
}

static void alive_take(void *context, const struct object *object)
{
    struct process *process = context;
    if (object->live && !object->past_unknown) {
        lifetimes_alive(&process->lifetimes, object, process->last_ns);
    }
    if (object->live || object->pooled) {
        leaks_take(&process->leaks, object, &process->replay.objects, &process->whys, process->ending == ENDED_NORMALLY,
                   process->last_ns);
    }
}

bool process_has_called(const struct process *process)
{
    return calls_total(&process->calls) > 0 || process->diagnostics.count > 0 || process->diagnostics.mark_count > 0 ||
           lifetimes_made(&process->lifetimes) > 0 || process->summaries.places.count > 0 || process->end.calls > 0;
}

bool process_end_may_be_overwritten(const struct process *process)
{
    return process->events > 0 && process->ending == ENDED_KILLED && process->last_ns < process->overwritten_until_ns;
}

void process_finish(struct process *process)
{
    if (process_end_may_be_overwritten(process) && process->exit.by != EXIT_BY_SIGNAL) {
        process->ending = ENDED_UNKNOWN;
    }
    sites_settle(&process->sites);
    imbalance_settle(&process->imbalance);
    summaries_finish(&process->summaries, &process->sites);
    if (process->ending == ENDED_NORMALLY) {
        replay_settle(&process->replay);
    }
    growth_finish(&process->growth, &process->replay);
    process->at_end = process->replay.totals;
    timeline_leave(&process->timeline, &process->at_end);
    if (process->past.summed) { /* all that is alive came at once, at the end: that was no peak */
        process->timeline.bytes = process->timeline.objects = (struct timeline_peak){0};
    }
    accounts_finish(&process->replay.accounts);
    whys_init(&process->whys, &process->shapes, &process->imbalance);
    replay_each(&process->replay, ledger_take, process);
    replay_each(&process->replay, alive_take, process);
    leaks_finish(&process->leaks);
    lifetimes_finish(&process->lifetimes, &process->sites);
    scopes_finish(&process->scopes, &process->replay, &process->sites);
    pool_finish(&process->pool);
    buffers_finish(&process->buffers, &process->sites);
    diagnostics_finish(&process->diagnostics, &process->sites);
    heap_finish(&process->heap);
    gpu_finish(&process->gpu);
    if (process->memchecked) {
        memchecked_join(process->memchecked, process);
    }
}
