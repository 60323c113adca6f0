/* SPDX-License-Identifier: MIT */
/*
 * What `tlscope report` is compared with: the least that a reader on libbabeltrace2 can be which knows what is alive. A
 * sink that keeps a hash table of live objects by their numbers, and prints how many there are: sink TRACE.
 */
#include <babeltrace2/babeltrace.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1 << 22, CLASSES = 256, NO_FIELD = -1 };

struct class_facts {
    const bt_event_class *class;
    int64_t object; /* index of the field; NO_FIELD */
    bool makes;
};

struct sink {
    bt_message_iterator *iterator;
    struct class_facts classes[CLASSES];
    uint32_t *live; /* open addressing: numbers, 0 in a free slot */
    uint64_t alive;
    uint64_t events;
};

static const struct class_facts *facts_of(struct sink *sink, const bt_event_class *class)
{
    size_t slot = ((uintptr_t) class >> 4) % CLASSES;
    while (sink->classes[slot].class && sink->classes[slot].class != class) {
        slot = (slot + 1) % CLASSES;
    }
    struct class_facts *facts = &sink->classes[slot];
    if (!facts->class) {
        const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const(class);
        const char *name = bt_event_class_get_name(class);
        *facts = (struct class_facts){class, NO_FIELD, strcmp(name, "tl_mem:object_new") == 0};
        for (uint64_t i = 0; i < bt_field_class_structure_get_member_count(payload); i++) {
            const bt_field_class_structure_member *member =
                bt_field_class_structure_borrow_member_by_index_const(payload, i);
            if (strcmp(bt_field_class_structure_member_get_name(member), "object") == 0) {
                facts->object = (int64_t)i;
            }
        }
    }
    return facts;
}

static size_t slot_of(const struct sink *sink, uint32_t number)
{
    size_t slot = number * 0x9E3779B1u % SLOTS;
    while (sink->live[slot] != 0 && sink->live[slot] != number) {
        slot = (slot + 1) % SLOTS;
    }
    return slot;
}

static void event_take(struct sink *sink, const bt_event *event)
{
    const struct class_facts *facts = facts_of(sink, bt_event_borrow_class_const(event));
    sink->events++;
    if (facts->object == NO_FIELD) {
        return;
    }
    const bt_field *field = bt_field_structure_borrow_member_field_by_index_const(
        bt_event_borrow_payload_field_const(event), (uint64_t)facts->object);
    const uint32_t number = (uint32_t)bt_field_integer_unsigned_get_value(field);
    const size_t slot = slot_of(sink, number);
    if (facts->makes && sink->live[slot] == 0 && sink->alive < SLOTS / 2) {
        sink->live[slot] = number;
        sink->alive++;
    }
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator, void *data)
{
    bt_message_array_const messages;
    uint64_t count;
    const bt_message_iterator_next_status status = bt_message_iterator_next(iterator, &messages, &count);
    for (uint64_t i = 0; status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK && i < count; i++) {
        if (bt_message_get_type(messages[i]) == BT_MESSAGE_TYPE_EVENT) {
            event_take(data, bt_message_event_borrow_event_const(messages[i]));
        }
        bt_message_put_ref(messages[i]);
    }
    return (bt_graph_simple_sink_component_consume_func_status)status;
}

static const bt_component_source *source_add(bt_graph *graph, const bt_plugin *ctf, const char *trace)
{
    const bt_component_source *source = NULL;
    bt_value *parameters = bt_value_map_create();
    bt_value *inputs = bt_value_array_create();
    bt_value_array_append_string_element(inputs, trace);
    bt_value_map_insert_entry(parameters, "inputs", inputs);
    bt_graph_add_source_component(graph, bt_plugin_borrow_source_component_class_by_name_const(ctf, "fs"), "source",
                                  parameters, BT_LOGGING_LEVEL_NONE, &source);
    return source;
}

/* True when the whole trace was read. */
static bool run(struct sink *sink, const char *trace)
{
    const bt_plugin *ctf = NULL;
    const bt_plugin *utils = NULL;
    const bt_component_filter *muxer = NULL;
    const bt_component_sink *end = NULL;
    bt_graph *graph = bt_graph_create(0);
    if (bt_plugin_find("ctf", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &ctf) != BT_PLUGIN_FIND_STATUS_OK ||
        bt_plugin_find("utils", BT_TRUE, BT_TRUE, BT_TRUE, BT_TRUE, BT_FALSE, &utils) != BT_PLUGIN_FIND_STATUS_OK) {
        return false;
    }
    const bt_component_source *source = source_add(graph, ctf, trace);
    bt_graph_add_filter_component(graph, bt_plugin_borrow_filter_component_class_by_name_const(utils, "muxer"), "muxer",
                                  NULL, BT_LOGGING_LEVEL_NONE, &muxer);
    bt_graph_add_simple_sink_component(graph, "sink", NULL, consume, NULL, sink, &end);
    if (!source || !muxer || !end) {
        return false;
    }
    for (uint64_t i = 0; i < bt_component_source_get_output_port_count(source); i++) {
        const uint64_t inputs = bt_component_filter_get_input_port_count(muxer);
        bt_graph_connect_ports(graph, bt_component_source_borrow_output_port_by_index_const(source, i),
                               bt_component_filter_borrow_input_port_by_index_const(muxer, inputs - 1), NULL);
    }
    bt_graph_connect_ports(graph, bt_component_filter_borrow_output_port_by_index_const(muxer, 0),
                           bt_component_sink_borrow_input_port_by_index_const(end, 0), NULL);
    return bt_graph_run(graph) == BT_GRAPH_RUN_STATUS_OK;
}

int main(int argc, char **argv)
{
    static struct sink sink;
    sink.live = calloc(SLOTS, sizeof(*sink.live));
    if (argc != 2 || !sink.live || !run(&sink, argv[1])) {
        fprintf(stderr, "sink: the trace could not be read\n");
        return 1;
    }
    printf("events=%" PRIu64 " objects=%" PRIu64 "\n", sink.events, sink.alive);
    return 0;
}
