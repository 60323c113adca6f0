/* SPDX-License-Identifier: MIT */
#include "collect_internal.h"
#include "json_memory.h"
#include "value_texts.h"

static void row_write(void *context, const struct object_row *row)
{
    struct collector *collector = context;
    struct tlview *tlview = collector->tlview;
    tlview_add(tlview, TLVIEW_OBJECT_BIRTH, row->birth);
    tlview_add(tlview, TLVIEW_OBJECT_LIFETIME, row->lifetime);
    tlview_add(tlview, TLVIEW_OBJECT_SIZE, row->size);
    tlview_add(tlview, TLVIEW_OBJECT_KIND, row->kind);
    tlview_add(tlview, TLVIEW_OBJECT_SITE, site_rows_row(&collector->sites, row->process, row->site));
    tlview_add(tlview, TLVIEW_OBJECT_END, row->end);
    tlview_add(tlview, TLVIEW_OBJECT_ADDRESS, row->address);
    tlview_add(tlview, TLVIEW_OBJECT_NUMBER, row->number);
    tlview_add(tlview, TLVIEW_OBJECT_SCOPE, scope_paths_at(&collector->paths, row->scope)->row);
    tlview_add(tlview, TLVIEW_OBJECT_NAME, row->name);
    tlview_add(tlview, TLVIEW_OBJECT_FREED, site_rows_row(&collector->sites, row->process, row->freed));
    tlview_add(tlview, TLVIEW_OBJECT_DEVICE, row->device);
    if (collector->streams) {
        tlview_add(tlview, TLVIEW_OBJECT_STREAM, row->stream);
    }
    tlview_add(tlview, TLVIEW_OBJECT_THREAD, row->thread);
    tlview_add(tlview, TLVIEW_OBJECT_VERDICT, row->verdict);
    tlview_add(tlview, TLVIEW_OBJECT_LEAKED, row->leaked);
    if (collector->sites.count > 1) {
        tlview_add(tlview, TLVIEW_OBJECT_PROCESS, row->process);
    }
    ledgers_row(&collector->ledgers, row->process, row->number, collector->row++);
}

static void limits_write(const struct collector *collector)
{
    struct json_memory json;
    json_memory_begin(&json, '{');
    json_number(&json.stream, "lifetimes", collector->row);
    json_bool(&json.stream, "ledgers_of_all", ledgers_are_all(&collector->ledgers));
    json_number(&json.stream, "ticks_left_out", collector->ledgers.left_out);
    json_number(&json.stream, "pool_left_out", collector->occupants.pool_left_out);
    json_number(&json.stream, "buffers_left_out", collector->occupants.buffers_left_out);
    json_number(&json.stream, "diagnostics_left_out", collector->diagnostics.left_out);
    json_number(&json.stream, "marks_left_out", collector->marks.left_out);
    tlview_add_json(collector->tlview, TLVIEW_LIMITS, json_memory_end(&json, '}'));
}

static uint64_t duration_of(const struct analysis *analysis)
{
    uint64_t duration = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        const int64_t end = analysis->processes[i]->last_ns - analysis->processes[0]->first_ns;
        duration = end > 0 && (uint64_t)end > duration ? (uint64_t)end : duration;
    }
    return duration;
}

static bool has_totals_only(const struct analysis *analysis)
{
    size_t whole = 0;
    for (size_t i = 0; i < analysis->count; i++) {
        whole += analysis->processes[i]->summaries.seconds == 0;
    }
    return analysis->count > 0 && whole == 0;
}

bool collect_write(struct collector *collector, const struct analysis *analysis)
{
    struct tlview *tlview = collector->tlview;
    scope_paths_merge(&collector->paths, analysis, &collector->sites);
    const bool kept = object_rows_each(&collector->rows, row_write, collector) &&
                      occupants_finish(&collector->occupants, &collector->sites);
    diagnostics_write(&collector->diagnostics, &collector->sites, &collector->ledgers, tlview);
    marks_write(&collector->marks, &collector->sites, tlview);
    ledgers_write(&collector->ledgers, &collector->sites, tlview);
    scope_paths_write(&collector->paths, tlview);
    collector->series.devices = collector->devices.count;
    collector->series.totals = has_totals_only(analysis);
    series_write(&collector->series, duration_of(analysis), tlview);
    site_rows_write(&collector->sites, analysis, &collector->strings, tlview);
    limits_write(collector);
    tlview_add_json(tlview, TLVIEW_NAMES, value_texts_json(&collector->devices));
    tlview_add_json(tlview, TLVIEW_PROCESS, processes_json(analysis, &collector->sites));
    tlview_add_json(tlview, TLVIEW_STRINGS, strings_json(&collector->strings));
    return kept;
}
