/* SPDX-License-Identifier: MIT */
/* Drives Babeltrace: a source for each folder with a trace, its muxer, and a sink that feeds the listener. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"

enum { PROGRESS_EVERY = 65536 };

struct reader {
    const struct trace_listener *listener;
    struct trace_result *result;
    struct trace_decoders *decoders;
    uint64_t ticks; /* of the clock, from the first packet to the last */
    int64_t first_ns;
    bool newer; /* the trace is of a later format: reading stopped */
    bool clock_missing;
};

void trace_issue(struct trace_result *result, const char *format, ...)
{
    if (result->issue_count < TRACE_ISSUES_MAX) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(result->issues[result->issue_count], TRACE_ISSUE_BYTES, format, arguments);
        va_end(arguments);
    }
    result->issue_count++;
}

/* Takes Babeltrace's error of this thread as an issue: its first cause is what went wrong at the bottom. */
static void issue_from_babeltrace(struct trace_result *result, const char *what)
{
    const bt_error *error = bt_current_thread_take_error();
    if (!error || bt_error_get_cause_count(error) == 0) {
        trace_issue(result, "%s", what);
    } else {
        const bt_error_cause *cause = bt_error_borrow_cause_by_index(error, 0);
        trace_issue(result, "%s; Babeltrace says: %s", what, bt_error_cause_get_message(cause));
    }
    if (error) {
        bt_error_release(error);
    }
}

static int64_t origin_of(const bt_clock_class *clock)
{
    int64_t seconds = 0;
    uint64_t cycles = 0;
    bt_clock_class_get_offset(clock, &seconds, &cycles);
    const double part = (double)cycles / (double)bt_clock_class_get_frequency(clock);
    return seconds * 1000000000 + (int64_t)(part * 1e9);
}

static void facts_take(struct reader *reader, const bt_event *event)
{
    const bt_stream *stream = bt_event_borrow_stream_const(event);
    const bt_value *host =
        bt_trace_borrow_environment_entry_value_by_name_const(bt_stream_borrow_trace_const(stream), "hostname");
    if (host && bt_value_is_string(host)) {
        snprintf(reader->result->hostname, sizeof(reader->result->hostname), "%s", bt_value_string_get(host));
    }
    const bt_clock_class *clock =
        bt_stream_class_borrow_default_clock_class_const(bt_stream_borrow_class_const(stream));
    reader->result->clock_is_unix = clock && bt_clock_class_origin_is_unix_epoch(clock);
    reader->result->clock_origin_ns = clock ? origin_of(clock) : 0;
}

static int64_t time_of(struct reader *reader, const bt_message *message)
{
    const bt_stream_class *stream = bt_event_class_borrow_stream_class_const(
        bt_event_borrow_class_const(bt_message_event_borrow_event_const(message)));
    int64_t time_ns = 0;
    if (!bt_stream_class_borrow_default_clock_class_const(stream) ||
        bt_clock_snapshot_get_ns_from_origin(bt_message_event_borrow_default_clock_snapshot_const(message), &time_ns) !=
            BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK) {
        reader->clock_missing = true;
        bt_current_thread_clear_error();
    }
    return time_ns;
}

static void progress_tell(const struct reader *reader, int64_t time_ns)
{
    if (reader->listener->progress && reader->ticks > 0) {
        double part = (double)(time_ns - reader->first_ns) / (double)reader->ticks;
        reader->listener->progress(reader->listener->context, part < 0 ? 0 : part > 1 ? 1 : part);
    }
}

static void heap_event_take(struct reader *reader, const bt_message *message, struct trace_heap_event *event)
{
    if (++reader->result->heap_events % PROGRESS_EVERY == 0 && reader->result->events > 0) {
        progress_tell(reader, time_of(reader, message));
    }
    if (reader->listener->heap) {
        event->time_ns = time_of(reader, message);
        reader->listener->heap(reader->listener->context, event);
    }
}

/* Hands one event on; false when reading has to stop. */
static bool event_take(struct reader *reader, const bt_message *message)
{
    const bt_event *source = bt_message_event_borrow_event_const(message);
    union trace_any any;
    const enum trace_decoded decoded = trace_decode(reader->decoders, source, &any);
    if (decoded == TRACE_UNKNOWN_EVENT) {
        reader->result->events_unknown++;
        return true;
    }
    if (decoded == TRACE_DECODED_HEAP) {
        heap_event_take(reader, message, &any.heap);
        return true;
    }
    struct trace_event *event = &any.event;
    if (event->id == TL_EVENT_process_start && event->as.process_start.format > TL_TRACE_FORMAT) {
        trace_issue(reader->result,
                    "the trace is of format %u and this tlscope reads up to format %u: use a newer tlscope",
                    event->as.process_start.format, TL_TRACE_FORMAT);
        reader->newer = true;
        return false;
    }
    event->time_ns = time_of(reader, message);
    if (reader->result->events == 0) {
        facts_take(reader, source);
        reader->first_ns = event->time_ns;
    }
    if (++reader->result->events % PROGRESS_EVERY == 0) {
        progress_tell(reader, event->time_ns);
    }
    reader->listener->event(reader->listener->context, event);
    return true;
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator, void *data)
{
    struct reader *reader = data;
    bt_message_array_const messages;
    uint64_t count;
    bt_message_iterator_next_status status = bt_message_iterator_next(iterator, &messages, &count);
    if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
        return (bt_graph_simple_sink_component_consume_func_status)status;
    }
    bool goes_on = true;
    for (uint64_t i = 0; i < count; i++) {
        if (goes_on && bt_message_get_type(messages[i]) == BT_MESSAGE_TYPE_EVENT) {
            goes_on = event_take(reader, messages[i]);
        }
        bt_message_put_ref(messages[i]);
    }
    return goes_on ? BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK
                   : BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_END;
}

static const bt_component_class_source *source_class(const bt_plugin *plugin)
{
    return bt_plugin_borrow_source_component_class_by_name_const(plugin, "fs");
}

/* A source.ctf.fs on one folder; NULL with an issue when Babeltrace does not take the trace. */
static const bt_component_source *source_add(bt_graph *graph, const bt_plugin *ctf, const char *folder, size_t number,
                                             const char *shown, struct trace_result *result)
{
    char name[32];
    char what[TRACE_ISSUE_BYTES];
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_value *inputs = bt_value_array_create();
    snprintf(name, sizeof(name), "trace %zu", number);
    if (bt_value_array_append_string_element(inputs, folder) == BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK &&
        bt_value_map_insert_entry(parameters, "inputs", inputs) == BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
        bt_graph_add_source_component(graph, source_class(ctf), name, parameters, BT_LOGGING_LEVEL_NONE, &source) !=
            BT_GRAPH_ADD_COMPONENT_STATUS_OK) {
        snprintf(what, sizeof(what), "the trace in %.200s cannot be read: its metadata or its streams are damaged",
                 shown);
        issue_from_babeltrace(result, what);
        source = NULL;
    }
    bt_value_put_ref(inputs);
    bt_value_put_ref(parameters);
    return source;
}

static const bt_port_input *free_input(const bt_component_filter *muxer)
{
    uint64_t count = bt_component_filter_get_input_port_count(muxer);
    for (uint64_t i = count; i > 0; i--) {
        const bt_port_input *port = bt_component_filter_borrow_input_port_by_index_const(muxer, i - 1);
        if (!bt_port_is_connected(bt_port_input_as_port_const(port))) {
            return port;
        }
    }
    return NULL;
}

/* Connects all streams of a source; returns how many. */
static uint64_t source_connect(bt_graph *graph, const bt_component_source *source, const bt_component_filter *muxer,
                               struct trace_result *result)
{
    uint64_t count = bt_component_source_get_output_port_count(source);
    for (uint64_t i = 0; i < count; i++) {
        const bt_port_output *output = bt_component_source_borrow_output_port_by_index_const(source, i);
        if (bt_graph_connect_ports(graph, output, free_input(muxer), NULL) != BT_GRAPH_CONNECT_PORTS_STATUS_OK) {
            issue_from_babeltrace(result, "a stream of the trace cannot be read");
            return i;
        }
    }
    return count;
}

/* Adds muxer and sink; the muxer, or NULL. */
static const bt_component_filter *graph_end(bt_graph *graph, const bt_plugin *utils, struct reader *reader)
{
    const bt_component_class_filter *class = bt_plugin_borrow_filter_component_class_by_name_const(utils, "muxer");
    const bt_component_filter *muxer = NULL;
    const bt_component_sink *sink = NULL;
    if (!class ||
        bt_graph_add_filter_component(graph, class, "muxer", NULL, BT_LOGGING_LEVEL_NONE, &muxer) !=
            BT_GRAPH_ADD_COMPONENT_STATUS_OK ||
        bt_graph_add_simple_sink_component(graph, "sink", NULL, consume, NULL, reader, &sink) !=
            BT_GRAPH_ADD_COMPONENT_STATUS_OK ||
        bt_graph_connect_ports(graph, bt_component_filter_borrow_output_port_by_index_const(muxer, 0),
                               bt_component_sink_borrow_input_port_by_index_const(sink, 0),
                               NULL) != BT_GRAPH_CONNECT_PORTS_STATUS_OK) {
        return NULL;
    }
    return muxer;
}

/* Adds each folder to the graph, mended where need be; returns the number of streams. */
static uint64_t folders_add(bt_graph *graph, const bt_plugin *ctf, const bt_component_filter *muxer,
                            const struct trace_folders *folders, char **mended, struct trace_result *result)
{
    uint64_t streams = 0;
    for (size_t i = 0; i < folders->count; i++) {
        const bt_component_source *source =
            mended[i] ? source_add(graph, ctf, mended[i], i, folders->paths[i], result) : NULL;
        if (source) {
            streams += source_connect(graph, source, muxer, result);
            bt_component_source_put_ref(source);
        }
    }
    return streams;
}

static void graph_run(bt_graph *graph, const struct reader *reader)
{
    bt_graph_run_status status;
    do {
        status = bt_graph_run(graph);
    } while (status == BT_GRAPH_RUN_STATUS_AGAIN);
    if (status != BT_GRAPH_RUN_STATUS_OK) {
        char what[160];
        snprintf(what, sizeof(what), "the trace is damaged: reading stopped after %llu events",
                 (unsigned long long)reader->result->events);
        issue_from_babeltrace(reader->result, what);
    }
}

static void read_with(const bt_plugin *ctf, const bt_plugin *utils, const struct trace_folders *folders, char **mended,
                      struct reader *reader)
{
    bt_graph *graph = bt_graph_create(0);
    const bt_component_filter *muxer = graph ? graph_end(graph, utils, reader) : NULL;
    if (!muxer) {
        issue_from_babeltrace(reader->result, "Babeltrace cannot be set up");
    } else if (folders_add(graph, ctf, muxer, folders, mended, reader->result) > 0) {
        graph_run(graph, reader);
    }
    /* A graph that was given up half-built leaves errors behind. */
    bt_current_thread_clear_error();
    bt_graph_put_ref(graph);
}

static void read_folders(const struct trace_folders *folders, char **mended, struct reader *reader)
{
    const bt_plugin *ctf = NULL;
    const bt_plugin *utils = NULL;
    bt_logging_set_global_level(BT_LOGGING_LEVEL_NONE);
    if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &ctf) != BT_PLUGIN_FIND_STATUS_OK ||
        bt_plugin_find("utils", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &utils) != BT_PLUGIN_FIND_STATUS_OK ||
        !source_class(ctf)) {
        issue_from_babeltrace(reader->result, "Babeltrace's plugins ctf and utils are not installed "
                                              "(Debian: libbabeltrace2-0)");
    } else {
        reader->decoders = trace_decoders_new();
        read_with(ctf, utils, folders, mended, reader);
        trace_decoders_free(reader->decoders);
    }
    bt_plugin_put_ref(ctf);
    bt_plugin_put_ref(utils);
}

static void read_mended(const struct trace_folders *folders, struct reader *reader)
{
    struct trace_scan scan = {0};
    char **mended = calloc(folders->count, sizeof(*mended));
    bool *temporary = calloc(folders->count, sizeof(*temporary));
    if (!mended || !temporary) {
        abort();
    }
    for (size_t i = 0; i < folders->count; i++) {
        mended[i] = trace_mend(folders->paths[i], &scan, reader->result, &temporary[i]);
    }
    reader->ticks = scan.end - scan.begin;
    trace_scan_sum(&scan, reader->result);
    read_folders(folders, mended, reader);
    for (size_t i = 0; i < folders->count; i++) {
        if (temporary[i]) {
            trace_mend_remove(mended[i]);
        }
        free(mended[i]);
    }
    free(scan.counters);
    free(temporary);
    free(mended);
}

/* The last word on what was read. */
static void status_settle(const struct reader *reader)
{
    struct trace_result *result = reader->result;
    if (result->events == 0 && result->issue_count == 0) {
        trace_issue(result,
                    result->events_unknown > 0
                        ? "the trace holds no event of tlscope's provider tl_mem: was it recorded by something else?"
                        : "the trace holds no events at all");
    }
    if (reader->clock_missing) {
        trace_issue(result, "some events carry no time");
    }
    if (result->events == 0 || reader->newer) {
        result->status = TRACE_UNREADABLE;
    } else {
        result->status = result->issue_count > 0 ? TRACE_PARTLY : TRACE_WHOLE;
    }
}

enum trace_status trace_read(const char *path, const struct trace_listener *listener, struct trace_result *result)
{
    struct trace_folders folders = {0};
    struct reader reader = {.listener = listener, .result = result};
    struct stat facts;
    *result = (struct trace_result){0};
    if (stat(path, &facts) != 0) {
        trace_issue(result, "%s cannot be opened: %s", path, strerror(errno));
    } else if (!S_ISDIR(facts.st_mode)) {
        trace_issue(result, "%s is no folder: a trace is a folder with a file named metadata in it or below it", path);
    } else {
        trace_folders_find(path, &folders, result);
        result->traces = folders.count;
    }
    if (folders.count > 0) {
        read_mended(&folders, &reader);
    }
    trace_folders_free(&folders);
    status_settle(&reader);
    return result->status;
}
