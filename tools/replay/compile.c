/* SPDX-License-Identifier: MIT */
#include "compile.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "compiler.h"
#include "leaks.h"
#include "memory.h"
#include "past.h"
#include "shown.h"

static void process_started(struct compiler *compiler, const struct trace_event *event)
{
    struct compiled *result = compiler->result;
    const struct tl_event_process_start *start = &event->as.process_start;
    result->settings = memory_copy(start->settings);
    result->forked = start->reason == TL_START_FORK;
    compiler->inheritance.going_on = result->forked;
    compiler->started = true;
}

struct reading {
    struct compiler compiler;
    struct process_list processes;
    struct process_wish wish;
    struct past past;
    bool other_options;
};

static struct listed_process *process_at(struct process_list *list, const struct trace_event *event)
{
    return process_list_at(list, event->process, event->id == TL_EVENT_process_start);
}

/* The event is one of the process that is played, while that runs its program. */
static bool is_ours(struct reading *reading, const struct trace_event *event)
{
    const struct listed_process *process = process_at(&reading->processes, event);
    return process->pid == reading->wish.pid && process->turn == reading->wish.turn;
}

static void event_read(void *context, const struct trace_event *event)
{
    struct reading *reading = context;
    struct compiler *compiler = &reading->compiler;
    if (!is_ours(reading, event)) {
        return;
    }
    compiler->events++;
    unannounced_event(compiler->unannounced, event);
    compiler->result->partial |= event->id == TL_EVENT_selection || event->id == TL_EVENT_summaries;
    if (!past_takes(&reading->past, event, INT64_MIN)) {
        return; /* the state told anew, which is known */
    }
    if (compiler->ended) {
        compiler->result->after_end++;
        return;
    }
    replay_event(&compiler->expected, event);
    if (event->id == TL_EVENT_process_start) {
        process_started(compiler, event);
    } else if (event->id == TL_EVENT_process_end) {
        compiler->ended = true;
        compiler->end = event->as.process_end;
    } else {
        compile_event(compiler, event);
    }
}

static struct replay_end expected_end(const struct compiler *compiler)
{
    const struct manager *manager = idmap_find(&compiler->expected.managers, 1);
    if (compiler->ended) {
        return (struct replay_end){.depth = compiler->end.depth,
                                   .frames = compiler->end.frames,
                                   .counted = compiler->end.counted,
                                   .pooled = compiler->end.pooled};
    }
    return (struct replay_end){
        .depth = manager->depth, .frames = manager->frames, .counted = manager->counted, .pooled = manager->pooled};
}

/* What is alive without being a leak stays within the program's reach. */
static void keep_reachable(void *context, const struct object *object)
{
    struct compiler *compiler = context;
    const struct place *place = place_of(&compiler->places, object->number);
    const struct scope *holder;
    if (place == NULL || (!object->live && !object->pooled)) {
        return;
    }
    const struct object *subject = verdict_subject(object, &compiler->expected.objects);
    if (!verdict_is_leak(verdict_of(subject, true, &holder))) {
        writer_op(&compiler->writer, (struct replay_op){.code = REPLAY_reachable, .place = place->number});
    }
}

/* Each thread ends with its last turn. */
static void end_threads(struct compiler *compiler)
{
    size_t at = 0;
    for (struct turn *turn; (turn = idmap_next(&compiler->threads, &at));) {
        turn->op.op.flags = REPLAY_LAST;
        writer_change(&compiler->writer, &turn->op);
        free(turn);
    }
}

static void finish(struct reading *reading)
{
    struct compiler *compiler = &reading->compiler;
    struct compiled *result = compiler->result;
    pending_flush(compiler);
    inherit_finish(compiler);
    replay_settle(&compiler->expected);
    replay_each(&compiler->expected, keep_reachable, compiler);
    writer_op(&compiler->writer, (struct replay_op){.code = REPLAY_end});
    end_threads(compiler);
    if (compiler->ended && compiler->started && compiler->end.events > compiler->events - result->after_end) {
        result->events_missing = compiler->end.events - (compiler->events - result->after_end);
    } else if (!compiler->ended || !compiler->started) {
        result->events_missing = result->trace.events_discarded;
    }
    result->events = compiler->events;
    result->partial |= result->trace.overwritten_until != 0;
    result->calls = compiler->writer.calls;
    struct replay_header header = {
        .magic = REPLAY_MAGIC,
        .ended = compiler->ended,
        .incomplete = result->trace.status != TRACE_WHOLE || result->events_missing != 0 || !compiler->started,
        .other_options = reading->other_options,
        .places = compiler->places.count,
        .threads = compiler->thread_count,
        .managers = compiler->manager_count,
        .calls = result->calls,
        .end = expected_end(compiler),
    };
    unannounced_settle(compiler->unannounced, &result->trace);
    statements_write(compiler, &header);
    result->statements = header.sites != 0;
    result->script = writer_finish(&compiler->writer, &header);
}

static void clear(struct reading *reading)
{
    struct compiler *compiler = &reading->compiler;
    pending_free(compiler);
    pools_free(compiler);
    inherit_free(compiler);
    statements_free(compiler);
    unannounced_free(compiler->unannounced);
    replay_free(&compiler->expected);
    places_free(&compiler->places);
    names_free(&compiler->names);
    idmap_free(&compiler->threads);
    idmap_free(&compiler->managers);
    process_list_free(&reading->processes);
}

static void event_list(void *context, const struct trace_event *event)
{
    struct listed_process *process = process_at(context, event);
    process->calls += event_is_call(event->id);
    if (event->id == TL_EVENT_process_start) {
        process->program = shown_copy(event->as.process_start.program);
    }
}

struct process_list compile_list(const char *trace, enum trace_reader reader)
{
    struct process_list list = {0};
    const struct trace_listener listener = {.context = &list, .event = event_list, .reader = reader};
    struct trace_result *result = memory_new(sizeof(*result));
    trace_read(trace, &listener, result);
    free(result);
    return list;
}

void compile_trace(const char *trace, struct process_wish wish, bool other_options, enum trace_reader reader,
                   struct compiled *compiled)
{
    struct reading reading = {.compiler = {.result = compiled}, .wish = wish, .other_options = other_options};
    const struct trace_listener listener = {.context = &reading, .event = event_read, .reader = reader};
    *compiled = (struct compiled){.script = -1};
    if (!writer_open(&reading.compiler.writer)) {
        return;
    }
    /* The process-wide manager and the first thread are there before any call. */
    idmap_put(&reading.compiler.managers, 1, (void *)(uintptr_t)++reading.compiler.manager_count);
    replay_init(&reading.compiler.expected, &reading.compiler.names, (struct replay_listener){0});
    reading.compiler.unannounced = unannounced_new(trace, &reading.compiler.names);
    trace_read(trace, &listener, &compiled->trace);
    finish(&reading);
    clear(&reading);
}

void compiled_clear(struct compiled *compiled)
{
    free(compiled->settings);
}
