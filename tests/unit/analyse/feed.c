/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "feed.h"
#include "memory.h"

enum { PROCESS = 100, THREAD = 7, EVENT_NS = 1000, SITES = 9 };

void feed_event(struct feed *feed, struct trace_event *event)
{
    feed->time_ns += EVENT_NS;
    feed->events++;
    event->time_ns = feed->time_ns;
    event->process = feed->process;
    if (feed->keeps && (feed->events & (feed->events - 1)) == 0) {
        feed->kept = memory_resize(feed->kept, 2 * feed->events, sizeof(*event));
    }
    if (feed->keeps) {
        feed->kept[feed->events - 1] = *event;
    }
    analysis_event(feed->analysis, event);
}

void feed_heap_event(struct feed *feed, struct trace_heap_event *event)
{
    feed->time_ns += EVENT_NS;
    event->time_ns = feed->time_ns;
    event->process = feed->process;
    analysis_heap_event(feed->analysis, event);
}

void feed_gpu_event(struct feed *feed, struct trace_gpu_event *event)
{
    feed->time_ns += EVENT_NS;
    event->time_ns = feed->time_ns;
    event->process = feed->process;
    analysis_gpu_event(feed->analysis, event);
}

void feed_facts(struct feed *feed)
{
    char symbol[16];
    FEED(feed, module, .module = 1, .path = "/nowhere/program", .build_id = "");
    for (uint32_t site = 1; site <= SITES; site++) {
        snprintf(symbol, sizeof(symbol), "site_%u", site);
        FEED(feed, address, .address = site, .value = 0x400000 + site, .module = 1, .offset = site, .symbol = symbol);
        FEED(feed, stack, .stack = site, .address = site, .end = TL_STACK_END_DEPTH);
        FEED(feed, site, .site = site, .stack = site);
    }
    FEED(feed, origin, .origin = ORIGIN_STRUCT, .kind = TL_KIND_STRUCT, .bytes = STRUCT_BYTES, .site = 1,
         .name = "Node");
    FEED(feed, origin, .origin = ORIGIN_TENSOR, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_RUNTIME,
         .elements = TENSOR_ELEMENTS, .bytes = TENSOR_BYTES, .site = 2, .name = "");
    FEED(feed, origin, .origin = ORIGIN_VECTOR, .kind = TL_KIND_VECTOR, .bytes = 24, .site = 3, .name = "");
    FEED(feed, origin, .origin = ORIGIN_HOST_TENSOR, .kind = TL_KIND_TENSOR, .owner = TL_OWNER_HOST, .elements = 8,
         .bytes = 32, .site = 4, .name = "");
    FEED(feed, origin, .origin = ORIGIN_UNKNOWN, .kind = TL_KIND_UNKNOWN, .owner = TL_OWNER_FOREIGN, .site = 5,
         .name = "");
}

static struct feed started(bool keeps)
{
    struct feed feed = {.analysis = analysis_new(), .time_ns = 1000000000, .process = PROCESS, .keeps = keeps};
    FEED(&feed, process_start, .format = TL_TRACE_FORMAT, .pid = PROCESS, .parent_pid = 1,
         .program = "/nowhere/program", .version = "0.1.0", .settings = "unregister=current");
    FEED(&feed, context, .thread = THREAD, .manager = 1);
    feed_facts(&feed);
    return feed;
}

struct feed feed_start(void)
{
    return started(false);
}

struct feed feed_start_keeping(void)
{
    return started(true);
}

void feed_struct(struct feed *feed, uint32_t object)
{
    FEED(feed, object_new, .object = object, .pointer = 0x10000 + object * 16u, .origin = ORIGIN_STRUCT);
    FEED(feed, register_struct_named, .object = object, .site = 1, .count = 1);
}

void feed_enter(struct feed *feed, uint32_t scope, uint32_t depth)
{
    FEED(feed, enter_scope, .scope = scope, .depth = depth, .site = 6);
}

void feed_leave(struct feed *feed, uint32_t scope, uint32_t depth)
{
    FEED(feed, exit_scope, .scope = scope, .depth = depth, .site = 7);
}

void feed_finish(struct feed *feed, bool ended)
{
    struct trace_result *result = calloc(1, sizeof(*result));
    assert_non_null(result);
    if (ended) {
        const struct manager *manager = idmap_find(&feed->analysis->processes[0]->replay.managers, 1);
        FEED(feed, process_end, .events = feed->events + 1, .depth = manager->depth, .frames = manager->frames,
             .counted = manager->counted, .pooled = manager->pooled);
    }
    result->events = feed->events;
    result->clock_is_unix = true;
    snprintf(result->hostname, sizeof(result->hostname), "host");
    analysis_finish(feed->analysis, result);
    free(result);
}

const struct process *feed_process(const struct feed *feed)
{
    return feed->analysis->processes[0];
}

const struct findings *feed_findings(const struct feed *feed)
{
    return &feed_process(feed)->findings;
}

const struct finding *feed_finding(const struct feed *feed)
{
    assert_int_equal(feed_findings(feed)->count, 1);
    return feed_findings(feed)->list[0];
}

const struct finding *feed_finish_with_finding(struct feed *feed)
{
    feed_finish(feed, true);
    return feed_finding(feed);
}

uint32_t feed_place(const struct finding *finding, const char *role)
{
    for (size_t i = 0; i < finding->place_count; i++) {
        if (strcmp(finding->places[i].role, role) == 0) {
            return finding->places[i].site;
        }
    }
    return 0;
}

const struct leak_group *feed_group(const struct feed *feed, enum verdict verdict)
{
    const struct grouping *groups = &feed->analysis->processes[0]->leaks.groups;
    const struct leak_group *found = NULL;
    for (size_t i = 0; i < groups->count; i++) {
        const struct leak_group *group = groups->entries[i];
        if (group->key.verdict == verdict) {
            assert_null(found);
            found = group;
        }
    }
    return found;
}
