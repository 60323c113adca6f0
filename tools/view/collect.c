/* SPDX-License-Identifier: MIT */
#include "collect.h"

#include <stdlib.h>

#include "collect_internal.h"
#include "memory.h"

static uint64_t since(const struct collector *collector, int64_t time_ns)
{
    return time_ns > collector->begin_ns ? (uint64_t)(time_ns - collector->begin_ns) : 0;
}

static struct member *member_new(struct collector *collector, const struct process *process)
{
    struct member *member = memory_new(sizeof(*member));
    member->process = process;
    member->visits = (struct visits){.paths = &collector->paths, .process = process->index};
    member->occupancy.process = process->index;
    member->ledgers.process = (uint32_t)process->index;
    return member;
}

static struct member *member_of(struct collector *collector, const struct process *process)
{
    if (collector->member_count <= process->index) {
        collector->members = memory_resize(collector->members, process->index + 1, sizeof(struct member *));
        while (collector->member_count <= process->index) {
            collector->members[collector->member_count++] = NULL;
        }
    }
    if (!collector->members[process->index]) {
        collector->begin_ns = process->index == 0 ? process->first_ns : collector->begin_ns;
        collector->members[process->index] = member_new(collector, process);
    }
    return collector->members[process->index];
}

/* The number of an object's device in columns. */
static uint8_t device_of(struct collector *collector, struct member *member, const struct object *object)
{
    const struct account *account = object->facts.account;
    uint8_t *number = &member->devices[account->key.device];
    if (*number == 0) {
        *number = (uint8_t)(device_names_number(&collector->devices, account->device) + 1);
        collector->streams |= account->device->certain;
    }
    return (uint8_t)(*number - 1);
}

static void counts(void *context, const struct process *process, const struct object *object, bool alive)
{
    struct collector *collector = context;
    struct member *member = member_of(collector, process);
    const uint64_t bytes = object->facts.bytes;
    collector->series.now[SERIES_DEVICE_CPU + device_of(collector, member, object)] += alive ? bytes : 0 - bytes;
    if (alive) {
        visits_born(&member->visits, object, &process->replay);
    }
}

static struct object_row row_of(struct collector *collector, const struct process *process, const struct object *object,
                                bool alive)
{
    struct member *member = member_of(collector, process);
    struct object_row row = {.birth = since(collector, object->born_ns),
                             .size = object->facts.bytes,
                             .address = occupants_address(object),
                             .number = object->number,
                             .process = (uint32_t)process->index,
                             .site = object->facts.site,
                             .name = strings_number(&collector->strings, facts_name(&object->facts)),
                             .kind = object->facts.kind,
                             .stream = object->facts.account->device->certain ? object->facts.stream + 1 : 0,
                             .device = device_of(collector, member, object)};
    row.scope = visits_died(&member->visits, object, &process->replay, alive, &row.thread);
    ledgers_close(&collector->ledgers, &member->ledgers, object->number, alive);
    return row;
}

static void ended(void *context, const struct process *process, const struct object *object, enum tl_fate fate)
{
    struct collector *collector = context;
    struct object_row row = row_of(collector, process, object, false);
    const uint64_t now = since(collector, process->replay.time_ns);
    row.lifetime = now > row.birth ? now - row.birth : 0;
    row.end = (uint8_t)fate;
    row.freed = process->replay.site;
    object_rows_add(&collector->rows, &row);
}

static void left(void *context, const struct process *process, const struct scope *scope)
{
    visits_left(&member_of(context, process)->visits, scope, &process->replay);
}

static void pooled(void *context, const struct process *process, const struct object *object, bool in)
{
    struct collector *collector = context;
    struct member *member = member_of(collector, process);
    const uint8_t device = device_of(collector, member, object);
    const uint64_t now = since(collector, process->replay.time_ns);
    if (in) {
        occupancy_pooled(&member->occupancy, object, device, process->replay.site, now);
    } else {
        occupancy_left_pool(&collector->occupants, &member->occupancy, object, now);
    }
}

static void noted(void *context, const struct process *process, const struct object *object,
                  const struct ledger_entry *entry)
{
    struct collector *collector = context;
    struct member *member = member_of(collector, process);
    ledgers_add(&member->ledgers, object, entry, since(collector, process->replay.time_ns));
}

static void diagnostic_take(struct collector *collector, const struct member *member,
                            const struct tl_event_diagnostic *event, uint64_t time)
{
    const struct message message = {.time = time,
                                    .process = member->ledgers.process,
                                    .site = event->site,
                                    .text = strings_number(&collector->strings, event->text),
                                    .code = strings_number(&collector->strings, diagnostic_name(event->code)),
                                    .object = event->object,
                                    .severity = event->severity};
    if (collector->diagnostics.count < MESSAGES_MOST) {
        ledgers_name(&collector->ledgers, &member->ledgers, event->object);
    }
    messages_add(&collector->diagnostics, &message);
}

static void mark_take(struct collector *collector, const struct member *member, const struct tl_event_mark *event,
                      uint64_t time)
{
    const struct message message = {.time = time,
                                    .process = member->ledgers.process,
                                    .site = event->site,
                                    .text = strings_number(&collector->strings, event->text)};
    messages_add(&collector->marks, &message);
}

static void told(struct collector *collector, struct member *member, const struct trace_event *event, uint64_t time)
{
    switch (event->id) {
    case TL_EVENT_diagnostic:
        diagnostic_take(collector, member, &event->as.diagnostic, time);
        break;
    case TL_EVENT_resident:
        collect_resident(collector, member, event->as.resident.bytes, time);
        break;
    case TL_EVENT_footprint:
        collect_memory(collector, member, &member->process->footprint.last, time);
        break;
    case TL_EVENT_process_end:
        collect_resident(collector, member, 0, time);
        if (collector->series.sampled) {
            collect_memory(collector, member, NULL, time);
        }
        break;
    case TL_EVENT_mark:
        mark_take(collector, member, &event->as.mark, time);
        break;
    case TL_EVENT_restate:
        ledgers_restate(&member->ledgers, &event->as.restate);
        break;
    default:
        break;
    }
}

static void series_follow(struct collector *collector, struct member *member, uint64_t time)
{
    const struct totals *totals = &member->process->replay.totals;
    const bool begun = member->totals.depth != 0;
    if (begun && !totals->changed && member->buffer_bytes == member->occupancy.buffer_bytes) {
        return;
    }
    series_change(&collector->series, &member->totals, totals);
    collector->series.now[SERIES_BUFFER_BYTES] += member->occupancy.buffer_bytes - member->buffer_bytes;
    member->buffer_bytes = member->occupancy.buffer_bytes;
    series_take(&collector->series, time);
}

/* What was alive whenever totals were told: single objects are told of at the end alone, as if they were made there. */
static void series_follow_totals(struct collector *collector, struct member *member, uint64_t time)
{
    struct totals totals = {.changed = false};
    for (unsigned kind = 0; kind < KINDS; kind++) {
        totals.bytes[kind] = member->process->summaries.bytes[kind];
        totals.objects[kind] = member->process->summaries.objects[kind];
    }
    series_change(&collector->series, &member->totals, &totals);
    series_take(&collector->series, time);
}

static void event_take(void *context, const struct process *process, const struct trace_event *event)
{
    struct collector *collector = context;
    struct member *member = member_of(collector, process);
    const uint64_t time = since(collector, event->time_ns);
    visits_event(&member->visits, event, &process->replay);
    occupancy_event(&collector->occupants, &member->occupancy, event, &process->replay, time);
    told(collector, member, event, time);
    if (event->id == TL_EVENT_summary) {
        series_follow_totals(collector, member, time);
    } else if (process->summaries.seconds == 0 && !replay_tells_device_next(&process->replay, event)) {
        series_follow(collector, member, time);
    }
}

struct finishing {
    struct collector *collector;
    const struct process *process;
};

static void alive_take(void *context, const struct object *object)
{
    const struct finishing *finishing = context;
    const struct process *process = finishing->process;
    const struct scope *holder = NULL;
    if (!object->live) {
        return;
    }
    struct object_row row = row_of(finishing->collector, process, object, true);
    const enum verdict verdict =
        verdict_of(verdict_subject(object, &process->replay.objects), process->ending == ENDED_NORMALLY, &holder);
    row.verdict = (uint8_t)(verdict + 1);
    row.leaked = verdict_is_leak(verdict) && !object->inherited;
    object_rows_add(&finishing->collector->rows, &row);
}

/* At the end of a process: what is alive, open, or occupied. */
static void finish(struct collector *collector, struct member *member)
{
    const struct process *process = member->process;
    replay_each(&process->replay, alive_take, &(struct finishing){collector, process});
    visits_finish(&member->visits, process->last_ns);
    ledgers_finish(&member->ledgers);
    occupancy_finish(&collector->occupants, &member->occupancy);
    free(member);
}

/* What it had told is taken back; where nobody else has begun, time begins with the next one. */
static void dropped(void *context, const struct process *process)
{
    static const struct totals nothing;
    struct collector *collector = context;
    struct series *series = &collector->series;
    struct member *member = process->index < collector->member_count ? collector->members[process->index] : NULL;
    if (!member) {
        return;
    }
    collect_resident(collector, member, 0, series->time);
    if (series->sampled) {
        collect_memory(collector, member, NULL, series->time);
    }
    series_change(series, &member->totals, &nothing);
    finish(collector, member);
    collector->members[process->index] = NULL;
    if (collector->member_count == 1) {
        series_free(series);
        series_init(series);
    }
}

static void members_finish(struct collector *collector)
{
    for (size_t i = 0; i < collector->member_count; i++) {
        if (collector->members[i]) {
            finish(collector, collector->members[i]);
        }
    }
    free(collector->members);
    collector->members = NULL;
    collector->member_count = 0;
}

bool collector_finish(struct collector *collector, const struct analysis *analysis)
{
    members_finish(collector);
    site_rows_init(&collector->sites, analysis);
    return collect_write(collector, analysis);
}

const struct observer *collector_observer(const struct collector *collector)
{
    return &collector->observer;
}

struct collector *collector_new(struct tlview *tlview)
{
    struct collector *collector = memory_new(sizeof(*collector));
    *collector = (struct collector){.tlview = tlview,
                                    .observer = {.context = collector,
                                                 .event = event_take,
                                                 .ended = ended,
                                                 .counts = counts,
                                                 .left = left,
                                                 .pooled = pooled,
                                                 .noted = noted,
                                                 .dropped = dropped},
                                    .occupants = {.tlview = tlview}};
    device_names_init(&collector->devices);
    strings_init(&collector->strings);
    scope_paths_init(&collector->paths);
    object_rows_init(&collector->rows, 0);
    ledgers_init(&collector->ledgers);
    series_init(&collector->series);
    return collector;
}

void collector_free(struct collector *collector)
{
    members_finish(collector);
    strings_free(&collector->strings);
    site_rows_free(&collector->sites);
    scope_paths_free(&collector->paths);
    object_rows_free(&collector->rows);
    ledgers_free(&collector->ledgers);
    messages_free(&collector->diagnostics);
    messages_free(&collector->marks);
    series_free(&collector->series);
    occupants_free(&collector->occupants);
    free(collector);
}
