/* SPDX-License-Identifier: MIT */
#include "buffers.h"

void buffers_init(struct buffers *buffers)
{
    *buffers = (struct buffers){.sites = GROUPING_OF(struct buffer_site)};
}

void buffers_free(struct buffers *buffers)
{
    grouping_free(&buffers->sites);
}

static void bytes_add(struct buffers *buffers, uint64_t bytes, int64_t time_ns)
{
    buffers->bytes += bytes;
    if (buffers->bytes > buffers->bytes_max) {
        buffers->bytes_max = buffers->bytes;
        buffers->bytes_max_ns = time_ns;
    }
}

static void asked(struct buffers *buffers, const struct tl_event_get_buffer *event, int64_t time_ns)
{
    if (event->outcome >= BUFFER_OUTCOMES) {
        return;
    }
    struct buffer_site *site = grouping_entry(&buffers->sites, &event->site);
    site->outcomes[event->outcome]++;
    site->capacity_max = event->capacity > site->capacity_max ? event->capacity : site->capacity_max;
    buffers->outcomes[event->outcome]++;
    if (event->outcome == TL_BUFFER_MADE || event->outcome == TL_BUFFER_GROWN) {
        bytes_add(buffers, event->capacity, time_ns);
    }
}

void buffers_event(struct buffers *buffers, const struct trace_event *event)
{
    switch (event->id) {
    case TL_EVENT_get_buffer:
        asked(buffers, &event->as.get_buffer, event->time_ns);
        break;
    case TL_EVENT_buffer_deferred:
        buffers->deferred++;
        break;
    case TL_EVENT_inherited_buffer:
        bytes_add(buffers, event->as.inherited_buffer.bytes, event->time_ns);
        break;
    case TL_EVENT_buffer_freed:
        buffers->freed++;
        buffers->bytes -= event->as.buffer_freed.bytes < buffers->bytes ? event->as.buffer_freed.bytes : buffers->bytes;
        break;
    default:
        break;
    }
}

static uint64_t asked_of(const struct buffer_site *site)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < BUFFER_OUTCOMES; i++) {
        sum += site->outcomes[i];
    }
    return sum;
}

static int by_use(const void *left, const void *right)
{
    const struct buffer_site *a = *(struct buffer_site *const *)left;
    const struct buffer_site *b = *(struct buffer_site *const *)right;
    if (asked_of(a) != asked_of(b)) {
        return asked_of(a) < asked_of(b) ? 1 : -1;
    }
    return a->key < b->key ? -1 : 1;
}

static void to_place(const void *sites, void *entry)
{
    struct buffer_site *site = entry;
    site->key = sites_place(sites, site->key);
}

static void merge(void *into, const void *from)
{
    struct buffer_site *site = into;
    const struct buffer_site *other = from;
    for (size_t i = 0; i < BUFFER_OUTCOMES; i++) {
        site->outcomes[i] += other->outcomes[i];
    }
    site->capacity_max = other->capacity_max > site->capacity_max ? other->capacity_max : site->capacity_max;
}

void buffers_finish(struct buffers *buffers, const struct sites *sites)
{
    grouping_regroup(&buffers->sites, to_place, sites, merge);
    grouping_sort(&buffers->sites, by_use);
}
