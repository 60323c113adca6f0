/* SPDX-License-Identifier: MIT */
#include "direct.h"

#include <stdlib.h>
#include <string.h>

#include "internal.h"
#include "memory.h"
#include "source.h"

enum { AHEAD = 16 };

/* The sources by their next events: a heap, the earliest first. */
struct merge {
    struct source **heap;
    size_t count;
};

static const struct decoded *next_of(const struct source *source)
{
    return &source->batch->events[source->at];
}

static bool is_before(const struct source *left, const struct source *right)
{
    const int64_t a = next_of(left)->any.any.time_ns;
    const int64_t b = next_of(right)->any.any.time_ns;
    return a < b || (a == b && left->rank < right->rank);
}

static void sift_down(struct merge *merge, size_t at)
{
    struct source *source = merge->heap[at];
    for (size_t child = 2 * at + 1; child < merge->count; child = 2 * at + 1) {
        child += child + 1 < merge->count && is_before(merge->heap[child + 1], merge->heap[child]);
        if (!is_before(merge->heap[child], source)) {
            break;
        }
        merge->heap[at] = merge->heap[child];
        at = child;
    }
    merge->heap[at] = source;
}

/* The source whose next event is the second, NULL where there is one source only. */
static const struct source *second_of(const struct merge *merge)
{
    if (merge->count < 3) {
        return merge->count == 2 ? merge->heap[1] : NULL;
    }
    return is_before(merge->heap[2], merge->heap[1]) ? merge->heap[2] : merge->heap[1];
}

static void origin_take(struct delivery *delivery, const struct layout *layout)
{
    const struct tsdl *tsdl = layout->tsdl;
    delivery_origin(delivery, &(struct trace_origin){.hostname = tsdl->hostname,
                                                     .clock_is_unix = tsdl->has_clock && tsdl->clock.absolute,
                                                     .clock_origin_ns = tsdl->has_clock ? layout_time(layout, 0) : 0});
}

static bool is_within(const struct source *source, const struct decoded *event, const struct source *second)
{
    const int64_t limit = second ? next_of(second)->any.any.time_ns : INT64_MAX;
    const int64_t time_ns = event->any.any.time_ns;
    return time_ns < limit || (time_ns == limit && (!second || source->rank < second->rank));
}

/* How many of the batch's events are before the next one of any other source. */
static size_t span_of(const struct source *source, const struct source *second)
{
    const struct decoded *events = &source->batch->events[source->at];
    size_t span = 0;
    size_t after = source->batch->count - source->at;
    if (is_within(source, &events[after - 1], second)) {
        return after;
    }
    while (span < after) {
        const size_t middle = span + (after - span) / 2;
        if (is_within(source, &events[middle], second)) {
            span = middle + 1;
        } else {
            after = middle;
        }
    }
    return span;
}

/* Hands on so many of the batch's events; false when reading has to stop. */
static bool span_take(struct delivery *delivery, struct source *source, size_t span)
{
    const struct decoded *event = next_of(source);
    const struct decoded *end = event + span;
    delivery_count(delivery, span, event->any.any.time_ns);
    for (; event < end; event++) {
        __builtin_prefetch(event + AHEAD); /* another processor has written it */
        if (delivery_wants_origin(delivery, event->provider)) {
            origin_take(delivery, source->reader.folder->layout);
        }
        if (!delivery_hand_on(delivery, event->provider, &event->any)) {
            return false;
        }
    }
    source->at += span;
    return true;
}

/* Hands on the earliest source's events up to the next one's; false when reading has to stop. */
static bool run_take(struct sources *sources, struct merge *merge, struct delivery *delivery)
{
    struct source *source = merge->heap[0];
    const struct source *second = second_of(merge);
    for (size_t span = span_of(source, second); span > 0; span = span_of(source, second)) {
        if (!span_take(delivery, source, span)) {
            return false;
        }
        if (source->at == source->batch->count && !source_forward(sources, source, &delivery->result->events_unknown)) {
            merge->heap[0] = merge->heap[--merge->count];
            break;
        }
    }
    if (merge->count > 1) {
        sift_down(merge, 0);
    }
    return true;
}

static void merge_all(struct sources *sources, struct delivery *delivery)
{
    struct merge merge = {memory_new((sources->count + 1) * sizeof(struct source *)), 0};
    for (size_t i = 0; i < sources->count; i++) {
        if (source_forward(sources, &sources->list[i], &delivery->result->events_unknown)) {
            merge.heap[merge.count++] = &sources->list[i];
        }
    }
    for (size_t i = merge.count / 2; i > 0; i--) {
        sift_down(&merge, i - 1);
    }
    while (merge.count > 0 && run_take(sources, &merge, delivery)) {
    }
    free(merge.heap);
}

static void damage_tell(const struct stream_reader *reader, struct trace_result *result)
{
    if (reader->packets_damaged == 0) {
        return;
    }
    if (reader->error != 0) {
        trace_issue(result, "%s/%s cannot be read to its end: %s", reader->folder->path, reader->file->name,
                    strerror(reader->error));
    } else {
        trace_issue(result, "%s/%s is damaged: %llu of its packets hold what is no event of this trace",
                    reader->folder->path, reader->file->name, (unsigned long long)reader->packets_damaged);
    }
    result->bytes_damaged += reader->bytes_damaged;
}

const char *direct_fault(const struct recording *recording)
{
    for (size_t i = 0; i < recording->count; i++) {
        const struct layout *layout = recording->folders[i].layout;
        if (layout && layout->fault[0]) {
            return layout->fault;
        }
    }
    return NULL;
}

static void faults_tell(const struct recording *recording, struct delivery *delivery)
{
    for (size_t i = 0; i < recording->count; i++) {
        const struct layout *layout = recording->folders[i].layout;
        if (layout && layout->fault[0]) {
            trace_issue(delivery->result, "the trace in %.200s cannot be read directly: %s", recording->folders[i].path,
                        layout->fault);
        } else if (layout && !layout->tsdl->has_clock) {
            delivery->clock_missing = true;
        }
    }
}

void direct_read(const struct recording *recording, struct delivery *delivery)
{
    struct sources sources;
    faults_tell(recording, delivery);
    sources_open(&sources, recording);
    sources_start(&sources);
    merge_all(&sources, delivery);
    sources_stop(&sources);
    for (size_t i = 0; i < sources.count; i++) {
        damage_tell(&sources.list[i].reader, delivery->result);
    }
    sources_close(&sources);
}
