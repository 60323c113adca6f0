/* SPDX-License-Identifier: MIT */
#include "analysis.h"

#include <stdlib.h>

#include "memory.h"

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
    free(analysis);
}

static struct process *process_add(struct analysis *analysis, const struct trace_event *event)
{
    analysis->processes = memory_resize(analysis->processes, analysis->count + 1, sizeof(struct process *));
    analysis->processes[analysis->count] = process_new(event->process, event->time_ns, analysis->object);
    return analysis->processes[analysis->count++];
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

void analysis_event(struct analysis *analysis, const struct trace_event *event)
{
    struct process *process = analysis->last;
    if (!process || process->id != event->process) {
        process = process_of(analysis, event->process);
    }
    if (process && process_is_replaced_by(process, event)) {
        if (process->ending == ENDED_KILLED) {
            process->ending = ENDED_REPLACED;
        }
        process = NULL;
    }
    if (!process) {
        process = process_add(analysis, event);
    }
    analysis->last = process;
    process_event(process, event);
}

/* The heap's events begin after those of the process. */
void analysis_heap_event(struct analysis *analysis, const struct trace_heap_event *event)
{
    struct process *process = analysis->last;
    if (!process || process->id != event->process) {
        process = process_of(analysis, event->process);
    }
    if (process) {
        process_heap_event(process, event);
    }
}

/* What a process's own count of its events says is missing. */
static uint64_t missing_of(const struct process *process)
{
    bool known = process->ending == ENDED_NORMALLY && process->started;
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

uint64_t analysis_lost(const struct analysis *analysis)
{
    uint64_t known = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        known += missing_of(analysis->processes[i]);
    }
    return known > analysis->trace.events_discarded ? known : analysis->trace.events_discarded;
}

void analysis_finish(struct analysis *analysis, const struct trace_result *result)
{
    struct resolver *resolver = resolver_new(&analysis->where);
    analysis->trace = *result;
    for (size_t i = 0; i < analysis->count; i++) {
        struct process *process = analysis->processes[i];
        const struct resolve_facts facts = {process->pid, result->clock_is_unix ? process->first_ns : 0,
                                            result->clock_origin_ns};
        resolver_resolve(resolver, &process->sites, &facts);
        process_finish(process);
    }
    resolver_free(resolver);
    lost_share(analysis);
    heap_lost_share(analysis);
    for (size_t i = 0; i < analysis->count; i++) {
        findings_make(&analysis->processes[i]->findings, analysis, analysis->processes[i]);
    }
}

bool analysis_is_certain(const struct analysis *analysis, const struct process *process)
{
    return process->events_lost == 0 && process->from_beginning && process->ending == ENDED_NORMALLY &&
           calls_total(&process->calls) > 0 && process->replay.unknown_objects == 0 &&
           analysis->trace.status == TRACE_WHOLE && analysis->trace.packets_lost == 0;
}
