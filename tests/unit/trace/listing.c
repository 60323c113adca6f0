/* SPDX-License-Identifier: MIT */
/*
 * Lists every event of a trace, with all its fields, and what became of reading it: `listing direct|babeltrace2 PATH`.
 * The tests hold the two readers to the same listing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "providers.h"

static void field_list(const struct event_field *field, const char *structure)
{
    const void *at = structure + field->offset;
    printf(" %s=", field->name);
    switch (field->type) {
    case FIELD_U8:
        printf("%u", *(const uint8_t *)at);
        break;
    case FIELD_U16:
        printf("%u", *(const uint16_t *)at);
        break;
    case FIELD_U32:
        printf("%" PRIu32, *(const uint32_t *)at);
        break;
    case FIELD_U64:
    case FIELD_PTR:
        printf("%" PRIu64, *(const uint64_t *)at);
        break;
    case FIELD_I64:
        printf("%" PRIi64, *(const int64_t *)at);
        break;
    case FIELD_STR:
        printf("\"%s\"", *(const char *const *)at);
        break;
    }
}

static void any_list(const char *provider, const union trace_any *any)
{
    unsigned id;
    char first[64];
    const struct provider *found;
    snprintf(first, sizeof(first), "%s", provider);
    found = provider_find(first, &id);
    const struct event_shape shape = found->shape(any->any.id);
    printf("%" PRIi64 " %" PRIu64 " %s%s", any->any.time_ns, any->any.process, found->prefix, shape.name);
    for (size_t i = 0; i < shape.field_count; i++) {
        field_list(&shape.fields[i], (const char *)any->any.as);
    }
    putchar('\n');
}

static void event_list(void *context, const struct trace_event *event)
{
    (void)context;
    any_list("tl_mem:context", (const union trace_any *)event);
}

static void heap_list(void *context, const struct trace_heap_event *event)
{
    (void)context;
    any_list("tl_heap:alloc", (const union trace_any *)event);
}

static void result_list(const struct trace_result *result)
{
    static const char *const statuses[] = {
        [TRACE_WHOLE] = "whole", [TRACE_PARTLY] = "partly", [TRACE_UNREADABLE] = "unreadable"};
    printf("%s events=%" PRIu64 " discarded=%" PRIu64 " packets_lost=%" PRIu64 " heap=%" PRIu64 "/%" PRIu64 "/%" PRIu64
           " unknown=%" PRIu64 " traces=%zu unix=%d origin=%" PRIi64 " host=%s\n",
           statuses[result->status], result->events, result->events_discarded, result->packets_lost,
           result->heap_events, result->heap_events_discarded, result->heap_packets_lost, result->events_unknown,
           result->traces, result->clock_is_unix, result->clock_origin_ns, result->hostname);
    for (size_t i = 0; i < result->issue_count && i < TRACE_ISSUES_MAX; i++) {
        fprintf(stderr, "%s\n", result->issues[i]);
    }
}

int main(int argc, char **argv)
{
    static struct trace_result result;
    struct trace_listener listener = {.event = event_list, .heap = heap_list};
    if (argc != 3) {
        fprintf(stderr, "usage: listing direct|babeltrace2 PATH\n");
        return 2;
    }
    listener.reader = strcmp(argv[1], "direct") == 0 ? TRACE_READER_DIRECT : TRACE_READER_BABELTRACE2;
    trace_read(argv[2], &listener, &result);
    result_list(&result);
    return 0;
}
