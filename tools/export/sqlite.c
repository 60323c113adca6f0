/* SPDX-License-Identifier: MIT */
/* The database: rows are written as objects end and scopes are left, so that memory follows what is alive. */
#include "database.h"
#include "formats.h"
#include "frames.h"
#include "site_words.h"

enum { PLACE_BYTES = 512 };

struct writer {
    struct database database;
    const struct analysis *analysis;
};

static void begin(struct writer *writer, enum table table, const struct player *player)
{
    row_begin(&writer->database, table);
    row_number(&writer->database, player->number);
}

static void number_or_null(struct database *database, uint64_t number)
{
    if (number == 0) {
        row_null(database);
    } else {
        row_number(database, number);
    }
}

static void place(struct database *database, const struct process *process, uint32_t site)
{
    number_or_null(database, sites_place(&process->sites, site));
}

static void time_since(struct database *database, const struct process *process, int64_t time_ns)
{
    row_number(database, time_ns > process->first_ns ? (uint64_t)(time_ns - process->first_ns) : 0);
}

static void process_write(struct writer *writer, const struct player *player)
{
    const struct process *process = player->process;
    struct database *database = &writer->database;
    const struct timeline_peak *peak = &process->timeline.bytes;
    begin(writer, TABLE_processes, player);
    row_number(database, process->pid);
    row_number(database, process->parent_pid);
    row_text(database, process->program);
    row_number(database, (uint64_t)process->first_ns);
    row_number(database, (uint64_t)(process->last_ns - process->first_ns));
    row_text(database, process_ending_name(process->ending));
    row_number(database, analysis_is_certain(writer->analysis, process));
    row_number(database, process->events);
    row_number(database, process->events_lost);
    row_number(database, lifetimes_made(&process->lifetimes));
    row_number(database, lifetimes_made_bytes(&process->lifetimes));
    row_number(database, kinds_sum(process->at_end.objects));
    row_number(database, kinds_sum(process->at_end.bytes));
    row_number(database, process->leaks.objects);
    row_number(database, process->leaks.bytes);
    row_number(database, peak->value);
    time_since(database, process, peak->value ? peak->time_ns : process->first_ns);
    row_text(database, process->settings);
    row_end(database);
}

static void place_write(struct writer *writer, const struct player *player, uint32_t site)
{
    const struct process *process = player->process;
    struct database *database = &writer->database;
    char text[PLACE_BYTES];
    const struct site_facts facts = site_facts(&process->sites, site);
    const struct statement *statement = sites_statement(&process->sites, site);
    site_text(&process->sites, site, text, sizeof(text));
    begin(writer, TABLE_places, player);
    row_number(database, site);
    row_text(database, text);
    row_text(database, facts.function);
    row_text(database, facts.file);
    number_or_null(database, facts.line);
    row_text(database, facts.source);
    row_text(database, statement && statement->tag[0] ? statement->tag : NULL);
    row_end(database);
}

static void frame_write(struct writer *writer, const struct player *player, uint32_t site, size_t level,
                        const struct code_frame *frame)
{
    const struct process *process = player->process;
    struct database *database = &writer->database;
    const struct module *module = frame->code ? sites_module(&process->sites, frame->code->module) : NULL;
    begin(writer, TABLE_frames, player);
    row_number(database, site);
    row_number(database, level);
    row_text(database, frame->key.function);
    row_text(database, frame->key.file);
    number_or_null(database, frame->key.line);
    row_text(database, module ? module->path : NULL);
    row_text(database, module ? module->build_id : NULL);
    if (frame->code) {
        row_number(database, module ? frame->code->offset : frame->code->value);
    } else {
        row_null(database);
    }
    row_end(database);
}

static void places_write(struct writer *writer, const struct player *player)
{
    const struct process *process = player->process;
    struct frames frames;
    uint32_t stack[STACK_MOST];
    frames_init(&frames, &process->sites, true);
    for (size_t i = 0; i < process->sites.sites.count; i++) {
        const struct site *site = process->sites.sites.entries[i];
        if (site->place == site->key) {
            place_write(writer, player, site->key);
        }
        const size_t depth = frames_of_site(&frames, site->key, stack);
        for (size_t level = 0; level < depth; level++) {
            frame_write(writer, player, site->key, level, frames_at(&frames, stack[level]));
        }
    }
    frames_free(&frames);
}

static void object_facts(struct database *database, const struct object *object)
{
    const struct facts *facts = &object->facts;
    const bool tensor = facts->kind == TL_KIND_TENSOR;
    row_number(database, object->number);
    row_number(database, object->pointer);
    row_text(database, kind_name(facts->kind));
    row_text(database, facts_name(facts)[0] ? facts_name(facts) : NULL);
    row_text(database, owner_name(facts->owner));
    row_text(database, tensor ? dtype_name(facts->dtype) : NULL);
    row_text(database, tensor ? device_name(facts->device) : NULL);
    if (facts->account->device->certain) {
        row_number(database, facts->account->device->ordinal);
        row_number(database, facts->stream);
    } else {
        row_null(database);
        row_null(database);
    }
    if (tensor) {
        row_number(database, facts->elements);
    } else {
        row_null(database);
    }
    row_number(database, facts->bytes);
}

static void object_places(struct database *database, const struct process *process, const struct object *object)
{
    place(database, process, object->facts.site);
    number_or_null(database, object->facts.site);
    place(database, process, object->register_site);
    place(database, process, object->unregister_site);
    place(database, process, object->acquire_site);
    place(database, process, object->release_site);
}

static void ended(void *context, struct player *player, const struct object *object, enum tl_fate fate)
{
    struct writer *writer = context;
    struct database *database = &writer->database;
    begin(writer, TABLE_objects, player);
    object_facts(database, object);
    time_since(database, player->process, object->born_ns);
    time_since(database, player->process, player->replay.time_ns);
    row_text(database, fate_name(fate));
    object_places(database, player->process, object);
    row_number(database, 0);
    row_number(database, object->inherited);
    row_null(database);
    row_number(database, 0);
    row_null(database);
    row_end(database);
}

struct finishing {
    struct writer *writer;
    const struct player *player;
};

static void alive_write(void *context, const struct object *object)
{
    const struct finishing *finishing = context;
    struct writer *writer = finishing->writer;
    struct database *database = &writer->database;
    const struct process *process = finishing->player->process;
    const struct scope *holder = NULL;
    if (!object->live) {
        return;
    }
    const enum verdict verdict = player_verdict(finishing->player, object, &holder);
    begin(writer, TABLE_objects, finishing->player);
    object_facts(database, object);
    time_since(database, process, object->born_ns);
    row_null(database);
    row_null(database);
    object_places(database, process, object);
    row_number(database, object->count);
    row_number(database, object->inherited);
    row_text(database, verdict_name(verdict));
    row_number(database, verdict_is_leak(verdict) && !object->inherited);
    number_or_null(database, holder ? holder->number : 0);
    row_end(database);
}

static void scope_write(struct writer *writer, const struct player *player, uint32_t manager, const struct scope *scope,
                        bool left)
{
    struct database *database = &writer->database;
    begin(writer, TABLE_scopes, player);
    row_number(database, manager);
    row_number(database, scope->number);
    row_number(database, scope->thread);
    row_number(database, scope->depth);
    row_number(database, scope->function);
    row_number(database, scope->inherited);
    time_since(database, player->process, scope->entered_ns);
    if (left) {
        time_since(database, player->process, player->replay.time_ns);
    } else {
        row_null(database);
    }
    place(database, player->process, scope->site);
    row_number(database, scope->records);
    row_end(database);
}

static void left(void *context, struct player *player, const struct scope *scope)
{
    scope_write(context, player, player->replay.manager->number, scope, true);
}

/* A text as the trace has it. */
static void text(struct database *database, const char *told)
{
    struct names names = {0};
    row_text(database, names_keep(&names, told));
    names_free(&names);
}

static void diagnostic_write(struct writer *writer, const struct player *player,
                             const struct tl_event_diagnostic *event)
{
    struct database *database = &writer->database;
    begin(writer, TABLE_diagnostics, player);
    time_since(database, player->process, player->replay.time_ns);
    row_number(database, player->replay.thread);
    row_text(database, diagnostic_name(event->code));
    row_text(database, severity_name(event->severity));
    row_number(database, event->pointer);
    number_or_null(database, event->object);
    place(database, player->process, event->site);
    place(database, player->process, event->other_site);
    text(database, event->text);
    row_end(database);
}

static void event_take(void *context, struct player *player, const struct trace_event *event)
{
    struct writer *writer = context;
    if (event->id == TL_EVENT_diagnostic) {
        diagnostic_write(writer, player, &event->as.diagnostic);
    } else if (event->id == TL_EVENT_mark) {
        begin(writer, TABLE_marks, player);
        time_since(&writer->database, player->process, player->replay.time_ns);
        place(&writer->database, player->process, event->as.mark.site);
        text(&writer->database, event->as.mark.text);
        row_end(&writer->database);
    }
}

static void finished(void *context, struct player *player)
{
    struct finishing finishing = {context, player};
    process_write(context, player);
    places_write(context, player);
    replay_each(&player->replay, alive_write, &finishing);
    size_t at = 0;
    for (const struct manager *manager; (manager = idmap_next(&player->replay.managers, &at));) {
        for (const struct scope *scope = manager->top; scope && scope->outer; scope = scope->outer) {
            scope_write(context, player, manager->number, scope, false);
        }
    }
}

bool export_sqlite(const struct export_source *source, const struct export_output *output)
{
    struct writer writer = {.analysis = source->analysis};
    const struct playback_visitor visitor = {
        .context = &writer, .event = event_take, .ended = ended, .left = left, .finished = finished};
    database_open(&writer.database, output->path);
    playback_run(source, &visitor);
    return database_close(&writer.database);
}
