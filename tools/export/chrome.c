/* SPDX-License-Identifier: MIT */
/*
 * Chrome's trace event format, as Perfetto opens it. Scopes are slices of the thread that entered them, those of
 * functions under the function's name: the scopes of a manager are a stack, so that those of one thread nest. Live
 * objects and bytes are counters, diagnostics and marks instants; what devices did are slices of their streams.
 */
#include <stdlib.h>
#include <string.h>

#include "chrome.h"
#include "formats.h"
#include "frames.h"
#include "memory.h"
#include "site_words.h"

enum { COUNTERS_MOST = 20000, PLACE_BYTES = 512 };

/* Slices of one thread in one manager. */
struct track {
    struct track_key {
        uint32_t pid;
        uint32_t thread;
        uint32_t manager;
    } key;
    uint32_t shown; /* the thread id it goes by */
};

/* The counters of a process: where changes are too many, the last one of each span of time. */
struct counters {
    uint32_t key; /* pid */
    int64_t width_ns;
    int64_t time_ns;
    bool waiting; /* what follows is to be written yet */
    struct totals totals;
    const struct devices *devices; /* of the process; their names */
    uint64_t on[DEVICES_MOST];     /* bytes alive on each, where not all is on the CPU, */
    uint64_t pooled_on[DEVICES_MOST];
};

void chrome_open(struct writer *writer, const char *phase, const char *name, const char *category)
{
    struct json_stream *json = &writer->json;
    json_line(json);
    json_open(json, NULL, '{');
    json_text(json, "ph", phase);
    json_text(json, "name", name);
    json_text(json, "cat", category);
}

void chrome_place(struct writer *writer, uint32_t pid, uint32_t thread, int64_t time_ns)
{
    json_number(&writer->json, "pid", pid);
    json_number(&writer->json, "tid", thread);
    json_thousandths(&writer->json, "ts", time_ns > writer->start_ns ? (uint64_t)(time_ns - writer->start_ns) : 0);
}

void chrome_name(struct writer *writer, const char *what, uint32_t pid, uint32_t thread, const char *name)
{
    chrome_open(writer, "M", what, "__metadata");
    chrome_place(writer, pid, thread, writer->start_ns);
    json_open(&writer->json, "args", '{');
    json_text(&writer->json, "name", name);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

static void track_name(struct writer *writer, const struct track *track)
{
    char name[64];
    if (track->key.manager == 1) {
        snprintf(name, sizeof(name), "thread %" PRIu32, track->key.thread);
    } else {
        snprintf(name, sizeof(name), "thread %" PRIu32 ", manager %" PRIu32, track->key.thread, track->key.manager);
    }
    chrome_name(writer, "thread_name", track->key.pid, track->shown, name);
}

/* The thread id by which a thread's slices in a manager go; it is named on its first appearance. */
static uint32_t track_of(struct writer *writer, const struct player *player, uint32_t thread)
{
    const uint32_t manager = player->replay.manager->number;
    const struct track_key key = {player->process->pid, thread, manager};
    struct track *track = grouping_find(&writer->tracks, &key);
    if (!track) {
        track = grouping_entry(&writer->tracks, &key);
        track->shown = manager == 1 ? thread : CHROME_SYNTHETIC_THREADS + (uint32_t)writer->tracks.count;
        track_name(writer, track);
    }
    return track->shown;
}

static void place_write(struct writer *writer, const struct player *player, const char *name, uint32_t site)
{
    char text[PLACE_BYTES];
    if (site != 0) {
        site_text(&player->process->sites, site, text, sizeof(text));
        json_text(&writer->json, name, text);
    }
}

static void slice_name(const struct player *player, const struct scope *scope, char *name, size_t size)
{
    const struct site_facts facts = site_facts(&player->process->sites, scope->site);
    if (facts.function && (scope->function || !facts.file)) {
        snprintf(name, size, "%s", facts.function);
    } else if (facts.file) {
        snprintf(name, size, "%s:%" PRIu32 "%s%s%s", facts.file, facts.line, facts.function ? " (" : "",
                 facts.function ? facts.function : "", facts.function ? ")" : "");
    } else {
        site_text(&player->process->sites, scope->site, name, size);
    }
}

/* A slice is written when it ends: only then is it sure which statement entered the scope. */
static void slice_write(struct writer *writer, const struct player *player, const struct scope *scope, bool left)
{
    char name[PLACE_BYTES];
    const uint32_t track = track_of(writer, player, scope->thread);
    const int64_t end_ns = left ? player->replay.time_ns : player->process->last_ns;
    slice_name(player, scope, name, sizeof(name));
    chrome_open(writer, "X", name, scope->function ? "function" : "scope");
    chrome_place(writer, player->process->pid, track, scope->entered_ns);
    json_thousandths(&writer->json, "dur", end_ns > scope->entered_ns ? (uint64_t)(end_ns - scope->entered_ns) : 0);
    json_open(&writer->json, "args", '{');
    place_write(writer, player, "entered at", scope->site);
    json_number(&writer->json, "scope", scope->number);
    json_number(&writer->json, "depth", scope->depth);
    json_number(&writer->json, "objects listed at the end", scope->records);
    if (!left) {
        json_text(&writer->json, "left", "never");
    }
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

static void left(void *context, struct player *player, const struct scope *scope)
{
    slice_write(context, player, scope, true);
}

static void counter_write(struct writer *writer, const struct counters *counters, const char *name,
                          const uint64_t *kinds, uint64_t pooled)
{
    chrome_open(writer, "C", name, "memory");
    chrome_place(writer, counters->key, 0, counters->time_ns);
    json_open(&writer->json, "args", '{');
    for (unsigned i = 0; i < KINDS; i++) {
        json_number(&writer->json, kind_name(i), kinds[i]);
    }
    json_number(&writer->json, "pooled", pooled);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

/* "bytes on cuda:0", of each but the CPU, which the other counters tell of together with them. */
static void devices_write(struct writer *writer, const struct counters *counters)
{
    char name[DEVICE_TEXT_BYTES + 16];
    for (uint32_t i = TL_DEVICE_CPU + 1; counters->devices->others && i < counters->devices->count; i++) {
        const struct device *device = &counters->devices->list[i];
        if (device->certain || counters->on[i] + counters->pooled_on[i] > 0) {
            snprintf(name, sizeof(name), "bytes on %s", device->name);
            chrome_open(writer, "C", name, "memory");
            chrome_place(writer, counters->key, 0, counters->time_ns);
            json_open(&writer->json, "args", '{');
            json_number(&writer->json, "alive", counters->on[i]);
            json_number(&writer->json, "pooled", counters->pooled_on[i]);
            json_close(&writer->json, '}');
            json_close(&writer->json, '}');
        }
    }
}

static void counters_flush(struct writer *writer, struct counters *counters)
{
    const struct totals *totals = &counters->totals;
    if (counters->waiting) {
        counter_write(writer, counters, "bytes", totals->bytes, totals->pooled_bytes);
        counter_write(writer, counters, "objects", totals->objects, totals->pooled_objects);
        devices_write(writer, counters);
    }
    counters->waiting = false;
}

static void process_begin(struct writer *writer, const struct player *player, struct counters *counters)
{
    const struct process *process = player->process;
    const int64_t duration = process->last_ns - process->first_ns;
    counters->width_ns = lifetimes_made(&process->lifetimes) > COUNTERS_MOST / 2 ? duration / COUNTERS_MOST + 1 : 1;
    chrome_name(writer, "process_name", process->pid, 0, process->program);
}

static struct counters *counters_of(struct writer *writer, const struct player *player)
{
    struct counters *counters = grouping_entry(&writer->counters, &player->process->pid);
    if (counters->width_ns == 0) {
        process_begin(writer, player, counters);
    }
    return counters;
}

/* Totals change with the depth of scopes, too, which is no counter. */
static bool is_news(const struct counters *counters, const struct totals *totals)
{
    const struct totals *told = &counters->totals;
    return memcmp(told->bytes, totals->bytes, sizeof(told->bytes)) != 0 ||
           memcmp(told->objects, totals->objects, sizeof(told->objects)) != 0 ||
           told->pooled_objects != totals->pooled_objects;
}

static void devices_note(struct counters *counters, const struct devices *devices)
{
    counters->devices = devices;
    for (uint32_t i = 0; devices->others && i < devices->count; i++) {
        counters->on[i] = devices->list[i].bytes;
        counters->pooled_on[i] = devices->list[i].pooled_bytes;
    }
}

static void totals_take(struct writer *writer, struct player *player, struct counters *counters)
{
    if (counters->waiting && counters->time_ns / counters->width_ns != player->replay.time_ns / counters->width_ns) {
        counters_flush(writer, counters);
    }
    counters->time_ns = player->replay.time_ns;
    counters->totals = player->replay.totals;
    devices_note(counters, &player->replay.accounts.devices);
    counters->waiting = true;
}

static void instant_open(struct writer *writer, const struct player *player, const char *name, const char *category,
                         const char *reach)
{
    const uint32_t track = track_of(writer, player, player->replay.thread);
    chrome_open(writer, "i", name, category);
    chrome_place(writer, player->process->pid, track, player->replay.time_ns);
    json_text(&writer->json, "s", reach);
    json_open(&writer->json, "args", '{');
}

static void instant_close(struct writer *writer)
{
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

/* A text as the trace has it. */
static void text_write(struct writer *writer, const char *name, const char *text)
{
    struct names names = {0};
    json_text(&writer->json, name, names_keep(&names, text));
    names_free(&names);
}

static void diagnostic_write(struct writer *writer, const struct player *player,
                             const struct tl_event_diagnostic *event)
{
    const char *other = diagnostic_other(event->code);
    instant_open(writer, player, diagnostic_name(event->code), "diagnostic", "t");
    json_text(&writer->json, "severity", severity_name(event->severity));
    json_text(&writer->json, "meaning", diagnostic_meaning(event->code));
    text_write(writer, "text", event->text);
    json_hex(&writer->json, "pointer", event->pointer);
    json_number(&writer->json, "object", event->object);
    place_write(writer, player, "at", event->site);
    place_write(writer, player, other[0] ? other : "other place", event->other_site);
    instant_close(writer);
}

static void mark_write(struct writer *writer, const struct player *player, const struct tl_event_mark *event)
{
    struct names names = {0};
    instant_open(writer, player, names_keep(&names, event->text), "mark", "p");
    names_free(&names);
    place_write(writer, player, "at", event->site);
    instant_close(writer);
}

static void event_take(void *context, struct player *player, const struct trace_event *event)
{
    struct writer *writer = context;
    struct counters *counters = counters_of(writer, player);
    if (event->id == TL_EVENT_diagnostic) {
        diagnostic_write(writer, player, &event->as.diagnostic);
    } else if (event->id == TL_EVENT_mark) {
        mark_write(writer, player, &event->as.mark);
    }
    if (replay_tells_device_next(&player->replay, event)) {
        return;
    }
    if (player->replay.totals.changed && is_news(counters, &player->replay.totals)) {
        totals_take(writer, player, counters);
    }
    player->replay.totals.changed = false;
}

/* The peak is written whatever comes after it in its span of time. */
static void peak_take(void *context, struct player *player)
{
    counters_flush(context, counters_of(context, player));
}

static void finished(void *context, struct player *player)
{
    struct writer *writer = context;
    counters_flush(writer, counters_of(writer, player));
    size_t at = 0;
    for (struct manager *manager; (manager = idmap_next(&player->replay.managers, &at));) {
        for (const struct scope *scope = manager->top; scope && scope->outer; scope = scope->outer) {
            player->replay.manager = manager;
            slice_write(writer, player, scope, false);
        }
    }
}

bool export_chrome(const struct export_source *source, const struct export_output *output)
{
    const struct analysis *analysis = source->analysis;
    struct writer writer = {.json.file = output->file,
                            .start_ns = analysis->count > 0 ? analysis->processes[0]->first_ns : 0,
                            .tracks = GROUPING_OF(struct track),
                            .counters = GROUPING_OF(struct counters),
                            .streams = GROUPING_OF(struct chrome_stream)};
    const struct playback_visitor visitor = {.context = &writer,
                                             .event = event_take,
                                             .peak = peak_take,
                                             .left = left,
                                             .gpu = chrome_gpu,
                                             .finished = finished};
    json_open(&writer.json, NULL, '{');
    json_text(&writer.json, "displayTimeUnit", "ns");
    json_open(&writer.json, "traceEvents", '[');
    playback_run(source, &visitor);
    json_close(&writer.json, ']');
    json_close(&writer.json, '}');
    fputc('\n', output->file);
    grouping_free(&writer.tracks);
    grouping_free(&writer.counters);
    grouping_free(&writer.streams);
    return !ferror(output->file);
}
