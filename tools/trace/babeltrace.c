/* SPDX-License-Identifier: MIT */
/* Drives Babeltrace: a source for each folder with a trace, its muxer, and a sink that feeds the listener. */
#include "babeltrace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "memory.h"

struct reader {
    struct delivery *delivery;
    struct babeltrace_decoders *decoders;
};

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

static void origin_take(struct delivery *delivery, const bt_event *event)
{
    const bt_stream *stream = bt_event_borrow_stream_const(event);
    const bt_value *host =
        bt_trace_borrow_environment_entry_value_by_name_const(bt_stream_borrow_trace_const(stream), "hostname");
    const bt_clock_class *clock =
        bt_stream_class_borrow_default_clock_class_const(bt_stream_borrow_class_const(stream));
    delivery_origin(delivery, &(struct trace_origin){
                                  .hostname = host && bt_value_is_string(host) ? bt_value_string_get(host) : NULL,
                                  .clock_is_unix = clock && bt_clock_class_origin_is_unix_epoch(clock),
                                  .clock_origin_ns = clock ? origin_of(clock) : 0});
}

static int64_t time_of(struct delivery *delivery, const bt_message *message)
{
    const bt_stream_class *stream = bt_event_class_borrow_stream_class_const(
        bt_event_borrow_class_const(bt_message_event_borrow_event_const(message)));
    int64_t time_ns = 0;
    if (!bt_stream_class_borrow_default_clock_class_const(stream) ||
        bt_clock_snapshot_get_ns_from_origin(bt_message_event_borrow_default_clock_snapshot_const(message), &time_ns) !=
            BT_CLOCK_SNAPSHOT_GET_NS_FROM_ORIGIN_STATUS_OK) {
        delivery->clock_missing = true;
        bt_current_thread_clear_error();
    }
    return time_ns;
}

/* Hands one event on; false when reading has to stop. */
static bool event_take(const struct reader *reader, const bt_message *message)
{
    const bt_event *source = bt_message_event_borrow_event_const(message);
    union trace_any any;
    const struct provider *provider = babeltrace_decode(reader->decoders, source, &any);
    if (!provider) {
        reader->delivery->result->events_unknown++;
        return true;
    }
    any.any.time_ns = time_of(reader->delivery, message);
    if (delivery_wants_origin(reader->delivery, provider)) {
        origin_take(reader->delivery, source);
    }
    delivery_count(reader->delivery, 1, any.any.time_ns);
    return delivery_hand_on(reader->delivery, provider, &any);
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator, void *data)
{
    const struct reader *reader = data;
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
                            const struct recording *recording, char **mended, struct trace_result *result)
{
    uint64_t streams = 0;
    for (size_t i = 0; i < recording->count; i++) {
        const bt_component_source *source =
            mended[i] ? source_add(graph, ctf, mended[i], i, recording->folders[i].path, result) : NULL;
        if (source) {
            streams += source_connect(graph, source, muxer, result);
            bt_component_source_put_ref(source);
        }
    }
    return streams;
}

static void graph_run(bt_graph *graph, struct trace_result *result)
{
    bt_graph_run_status status;
    do {
        status = bt_graph_run(graph);
    } while (status == BT_GRAPH_RUN_STATUS_AGAIN);
    if (status != BT_GRAPH_RUN_STATUS_OK) {
        char what[160];
        snprintf(what, sizeof(what), "the trace is damaged: reading stopped after %llu events",
                 (unsigned long long)result->events);
        issue_from_babeltrace(result, what);
    }
}

static void read_with(const bt_plugin *ctf, const bt_plugin *utils, const struct recording *recording, char **mended,
                      struct reader *reader)
{
    struct trace_result *result = reader->delivery->result;
    bt_graph *graph = bt_graph_create(0);
    const bt_component_filter *muxer = graph ? graph_end(graph, utils, reader) : NULL;
    if (!muxer) {
        issue_from_babeltrace(result, "Babeltrace cannot be set up");
    } else if (folders_add(graph, ctf, muxer, recording, mended, result) > 0) {
        graph_run(graph, result);
    }
    /* A graph that was given up half-built leaves errors behind. */
    bt_current_thread_clear_error();
    bt_graph_put_ref(graph);
}

static void read_mended(const struct recording *recording, char **mended, struct delivery *delivery)
{
    struct reader reader = {.delivery = delivery};
    const bt_plugin *ctf = NULL;
    const bt_plugin *utils = NULL;
    bt_logging_set_global_level(BT_LOGGING_LEVEL_NONE);
    if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &ctf) != BT_PLUGIN_FIND_STATUS_OK ||
        bt_plugin_find("utils", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &utils) != BT_PLUGIN_FIND_STATUS_OK ||
        !source_class(ctf)) {
        issue_from_babeltrace(delivery->result, "Babeltrace's plugins ctf and utils are not installed "
                                                "(Debian: libbabeltrace2-0)");
    } else {
        reader.decoders = babeltrace_decoders_new();
        read_with(ctf, utils, recording, mended, &reader);
        babeltrace_decoders_free(reader.decoders);
    }
    bt_plugin_put_ref(ctf);
    bt_plugin_put_ref(utils);
}

void babeltrace_read(const struct recording *recording, struct delivery *delivery)
{
    char **mended = memory_new(recording->count * sizeof(*mended));
    bool *temporary = memory_new(recording->count * sizeof(*temporary));
    for (size_t i = 0; i < recording->count; i++) {
        mended[i] = trace_mend(&recording->folders[i], delivery->result, &temporary[i]);
    }
    read_mended(recording, mended, delivery);
    for (size_t i = 0; i < recording->count; i++) {
        if (temporary[i]) {
            trace_mend_remove(mended[i]);
        }
        free(mended[i]);
    }
    free(temporary);
    free(mended);
}
