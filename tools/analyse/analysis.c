/* SPDX-License-Identifier: MIT */
#include "analysis.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "sanitizer.h"

struct analysis *analysis_new(void)
{
    return memory_new(sizeof(struct analysis));
}

void analysis_free(struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->count; i++) {
        process_free(analysis->processes[i]);
    }
    free(analysis->processes);
    memcheck_files_free(analysis->memcheck, analysis->memcheck_count);
    free(analysis);
}

static const struct memcheck_file *memcheck_of(const struct analysis *analysis, uint64_t pid)
{
    for (size_t i = 0; i < analysis->memcheck_count; i++) {
        if (analysis->memcheck[i]->pid == pid && pid != 0) {
            return analysis->memcheck[i];
        }
    }
    return NULL;
}

/* No log of compute-sanitizer's tells whose it is: it runs one program, the first that is not itself. */
static void sanitizer_log_give(const struct analysis *analysis, uint64_t pid)
{
    for (size_t i = 0; i < analysis->memcheck_count; i++) {
        struct memcheck_file *file = analysis->memcheck[i];
        if (file->pid == 0 && file->parent_pid != pid && strcmp(file->tool, SANITIZER_TOOL) == 0) {
            file->pid = pid;
        }
    }
}

/* INT64_MIN where nothing was. */
static int64_t overwritten_until(const struct trace_result *trace)
{
    return trace && trace->overwritten_until > 0 ? trace->clock_origin_ns + (int64_t)trace->overwritten_until
                                                 : INT64_MIN;
}

/* The process at `index` of the list, or after its end. */
static struct process *process_put(struct analysis *analysis, size_t index, uint64_t id, int64_t time_ns)
{
    sanitizer_log_give(analysis, id);
    const struct memcheck_file *file = memcheck_of(analysis, id);
    struct process *process = process_new(id, time_ns, analysis->object, overwritten_until(analysis->reading));
    if (file) {
        process_memcheck(process, file);
    }
    if (index == analysis->count) {
        analysis->processes = memory_resize(analysis->processes, ++analysis->count, sizeof(struct process *));
    }
    process->index = index;
    if (analysis->observer) {
        observer_attach(analysis->observer, process);
    }
    analysis->processes[index] = process;
    return process;
}

static struct process *process_add(struct analysis *analysis, uint64_t id, int64_t time_ns)
{
    return process_put(analysis, analysis->count, id, time_ns);
}

/* The newest process with that id. */
static struct process *process_of(const struct analysis *analysis, uint64_t id)
{
    for (size_t i = analysis->count; i > 0; i--) {
        if (analysis->processes[i - 1]->id == id) {
            return analysis->processes[i - 1];
        }
    }
    return NULL;
}

static struct resolver *resolver_of(struct analysis *analysis)
{
    analysis->resolver = analysis->resolver ? analysis->resolver : resolver_new(&analysis->where);
    return analysis->resolver;
}

static int64_t recorded_of(const struct process *process, const struct trace_result *result)
{
    return result->clock_is_unix ? process->first_ns : 0;
}

/*
 * What memcheck found is of the program that a process became last. Before that it was Valgrind's launcher, where the
 * runtime is preloaded, which is of no interest: the program takes its place in the list. Returns that place.
 */
static size_t launcher_drop(const struct analysis *analysis, struct process *process)
{
    const bool is_launcher = process->memchecked && calls_total(&process->calls) == 0;
    const size_t index = process->index;
    memchecked_free(process->memchecked);
    process->memchecked = NULL;
    process->replay.sightings = NULL;
    if (!is_launcher) {
        return analysis->count;
    }
    if (analysis->observer) {
        analysis->observer->dropped(analysis->observer->context, process);
    }
    process_free(process);
    return index;
}

void analysis_event(struct analysis *analysis, const struct trace_event *event)
{
    struct process *process = analysis->last;
    size_t place = analysis->count;
    if (!process || process->id != event->process) {
        process = process_of(analysis, event->process);
    }
    if (process && process_is_replaced_by(process, event)) {
        if (process->ending == ENDED_KILLED) {
            process->ending = ENDED_REPLACED;
        }
        place = launcher_drop(analysis, process);
        process = NULL;
    }
    if (!process) {
        process = process_put(analysis, place, event->process, event->time_ns);
    }
    analysis->last = process;
    process_event(process, event);
    if (event->id == TL_EVENT_module && analysis->reading) {
        resolver_expect(resolver_of(analysis), event->as.module.path, event->as.module.build_id,
                        recorded_of(process, analysis->reading));
    }
}

/* The process of an event of another provider, whose events begin after those of the process; NULL: it is not known. */
static struct process *process_begun(const struct analysis *analysis, uint64_t id)
{
    return analysis->last && analysis->last->id == id ? analysis->last : process_of(analysis, id);
}

void analysis_heap_event(struct analysis *analysis, const struct trace_heap_event *event)
{
    struct process *process = process_begun(analysis, event->process);
    if (process) {
        process_heap_event(process, event);
    }
}

void analysis_gpu_event(struct analysis *analysis, const struct trace_gpu_event *event)
{
    struct process *process = process_begun(analysis, event->process);
    if (process) {
        process_gpu_event(process, event);
    }
}

/* What a process's own count of its events says is missing. */
static uint64_t missing_of(const struct process *process)
{
    bool known = process->ending == ENDED_NORMALLY && process->started && !process->past.cut;
    return known && process->end.events > process->events ? process->end.events - process->events : 0;
}

/*
 * LTTng counts what it discarded for all processes together; a process that ended normally tells how many events it
 * emitted. What is left over belongs to processes that did not, if there are any: each may have lost it.
 */
static void lost_share(struct analysis *analysis)
{
    uint64_t known = 0;
    bool placed = false;
    for (size_t i = 0; i < analysis->count; i++) {
        analysis->processes[i]->events_lost = missing_of(analysis->processes[i]);
        known += analysis->processes[i]->events_lost;
    }
    uint64_t rest = analysis->trace.events_discarded > known ? analysis->trace.events_discarded - known : 0;
    for (size_t i = 0; i < analysis->count && rest > 0; i++) {
        if (analysis->processes[i]->ending != ENDED_NORMALLY) {
            analysis->processes[i]->events_lost = rest;
            placed = true;
        }
    }
    if (rest > 0 && !placed && analysis->count > 0) {
        analysis->processes[0]->events_lost += rest;
    }
}

/* What the process's own count of the heap's events says is missing. */
static uint64_t heap_missing_of(const struct heap *heap)
{
    return heap->ended && heap->end.events > heap->events ? heap->end.events - heap->events : 0;
}

static uint64_t heap_missing(const struct analysis *analysis)
{
    uint64_t missing = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        missing += heap_missing_of(&analysis->processes[i]->heap);
    }
    return missing;
}

/* What no process's own count explains may be missing in each that did not tell its count. */
static void heap_lost_share(struct analysis *analysis)
{
    const uint64_t known = heap_missing(analysis);
    const uint64_t discarded = analysis->trace.heap_events_discarded;
    for (size_t i = 0; i < analysis->count; i++) {
        struct heap *heap = &analysis->processes[i]->heap;
        const bool may_lack = heap->recorded && !heap->ended && discarded > known;
        heap->events_lost = may_lack ? discarded - known : heap_missing_of(heap);
    }
}

uint64_t analysis_heap_lost(const struct analysis *analysis)
{
    const uint64_t known = heap_missing(analysis);
    return known > analysis->trace.heap_events_discarded ? known : analysis->trace.heap_events_discarded;
}

/* Only a process that has devices, and that did not tell how many events there were, may lack what LTTng lost. */
static void gpu_lost_share(struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->count; i++) {
        struct gpu *gpu = &analysis->processes[i]->gpu;
        const uint64_t missing = gpu->end.events > gpu->events ? gpu->end.events - gpu->events : 0;
        gpu->events_lost = gpu->ended ? missing : gpu->recorded ? analysis->trace.gpu_events_discarded : 0;
    }
}

uint64_t analysis_lost(const struct analysis *analysis)
{
    uint64_t known = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        known += missing_of(analysis->processes[i]);
    }
    return known > analysis->trace.events_discarded ? known : analysis->trace.events_discarded;
}

static void silent_add(struct analysis *analysis, const struct memcheck_file *file)
{
    struct process *process =
        process_add(analysis, file->pid, analysis->count > 0 ? analysis->processes[0]->first_ns : 0);
    process->program = names_keep(&process->names, file->program);
    process->parent_pid = (uint32_t)file->parent_pid;
    process->ending = file->finished && !file->fatal[0] ? ENDED_NORMALLY : ENDED_KILLED;
}

/* Parents before their children, so that the first is the program. */
void analysis_memcheck(struct analysis *analysis)
{
    for (size_t i = 0; i < analysis->memcheck_count; i++) {
        struct memcheck_file *file = analysis->memcheck[i];
        if (file->pid == 0 && strcmp(file->tool, SANITIZER_TOOL) == 0) { /* no event tells whose it is */
            file->pid = file->parent_pid;
        }
    }
    for (int children = 0; children <= 1; children++) {
        for (size_t i = 0; i < analysis->memcheck_count; i++) {
            const struct memcheck_file *file = analysis->memcheck[i];
            const bool is_child = memcheck_of(analysis, file->parent_pid) != NULL;
            if (file->pid != 0 && is_child == children && !process_of(analysis, file->pid)) {
                silent_add(analysis, file);
            }
        }
    }
}

void analysis_finish(struct analysis *analysis, const struct trace_result *result)
{
    struct resolver *resolver = resolver_of(analysis);
    analysis->trace = *result;
    for (size_t i = 0; i < analysis->count; i++) {
        struct process *process = analysis->processes[i];
        const struct resolve_facts facts = {process->pid, recorded_of(process, result), result->clock_origin_ns};
        if (process->memchecked) {
            memchecked_sites_tell(process->memchecked, process);
        }
        resolver_resolve(resolver, &process->sites, &facts);
        if (process->memchecked) {
            memchecked_names_tell(process->memchecked, &process->sites);
        }
        process_finish(process);
    }
    resolver_free(resolver);
    analysis->resolver = NULL;
    lost_share(analysis);
    heap_lost_share(analysis);
    gpu_lost_share(analysis);
    for (size_t i = 0; i < analysis->count; i++) {
        findings_make(&analysis->processes[i]->findings, analysis, analysis->processes[i]);
    }
}

/* Its trace goes to its end, and nobody needs to have told what leaked: of what scopes held, an exec leaks nothing. */
static bool is_told_to_its_end(const struct process *process)
{
    return process->ending == ENDED_NORMALLY ? process->counters_agree
                                             : process->ending == ENDED_REPLACED && process->leaks.unheld == 0;
}

bool analysis_is_certain(const struct analysis *analysis, const struct process *process)
{
    return process->events_lost == 0 && process->from_beginning && !process->selection.told && !process->past.cut &&
           is_told_to_its_end(process) && process_has_called(process) && process->left_running == 0 &&
           process->replay.unknown_objects == 0 && analysis->trace.status == TRACE_WHOLE &&
           analysis->trace.packets_lost == 0;
}
